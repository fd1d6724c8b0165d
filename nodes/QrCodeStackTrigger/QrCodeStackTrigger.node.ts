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
			'={{ ($parameter["event"] === "firstScan" ? "First scan of " : "Scan of ") + ({ all: "any QR code", one: "one QR code", selected: "selected QR codes" })[$parameter["watch"]] }}',
		description: 'Starts the workflow when a QR code is scanned',
		defaults: { name: 'QRCodeStack Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'qrCodeStackApi', required: true }],
		// a copy for each instance: n8n puts the poll times into this very array
		properties: deepCopy(triggerFields),
	};

	methods = { listSearch: { searchQrCodes }, loadOptions: { getCountries, getQrCodes } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return this.getMode() === 'manual' ? await fetchTestEvent(this) : await pollScans(this);
	}
}
