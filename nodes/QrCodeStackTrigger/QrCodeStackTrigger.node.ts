import {
	deepCopy,
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { getCountries } from '../shared/input/country';
import { getQrCodes, searchQrCodes } from '../shared/qrCodes/listSearch';
import { triggerFields } from './settings/fields';
import { pollScans } from './poll';
import { fetchTestEvent } from './testEvent';

export class QrCodeStackTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'QRCodeStack Trigger',
		name: 'qrCodeStackTrigger',
		icon: { light: 'file:../QrCodeStack/qrCodeStack.svg', dark: 'file:../QrCodeStack/qrCodeStack.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ({ firstScan: "First scan of ", scanMilestone: "Scan milestone of ", quietQrCode: "Quiet: ", newQrCode: "Created: ", changedQrCode: "Changed: ", deletedQrCode: "Deleted: ", apiCallsUsed: "API calls used" }[$parameter["event"]] ?? "Scan of ") + ($parameter["event"] === "apiCallsUsed" ? "" : { all: "any QR code", matching: "matching QR codes", one: "one QR code", selected: "selected QR codes" }[$parameter["watch"]]) }}',
		description:
			'Starts the workflow when a QR code is scanned, reaches a number of scans, falls quiet or changes',
		defaults: { name: 'QRCodeStack Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'qrCodeStackApi', required: true }],
		// a copy for each instance: n8n puts the poll times into this very array
		properties: deepCopy(triggerFields),
		hints: [
			{
				message:
					"A test event comes at once. In an active workflow, events arrive about every 20 minutes on the Pro plan and every 1 to 2 minutes on Advanced; triggers with the same key share these calls. n8n's log says what your account makes of it, and how many share it.",
				location: 'outputPane',
				whenToDisplay: 'afterExecution',
			},
		],
	};

	methods = { listSearch: { searchQrCodes }, loadOptions: { getCountries, getQrCodes } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return this.getMode() === 'manual' ? await fetchTestEvent(this) : await pollScans(this);
	}
}
