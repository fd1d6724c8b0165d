import { Workflow, type INodeParameters, type INodeType, type INodeTypes } from 'n8n-workflow';

import { QrCodeStack } from '../../../nodes/QrCodeStack/QrCodeStack.node';
import { findOperation } from '../../../nodes/QrCodeStack/resources/resources';
import { QrCodeStackTrigger } from '../../../nodes/QrCodeStackTrigger/QrCodeStackTrigger.node';

/** What the canvas shows beneath the name of a node with these parameters. */
function readSubtitle(type: INodeType, parameters: INodeParameters): unknown {
	const node = {
		id: '1',
		name: 'Node',
		type: 'test',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters,
	};
	const nodeTypes = { getByNameAndVersion: () => type } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(node, type.description.subtitle, 'internal', {});
}

test.each([
	['account', 'get'],
	['qrCode', 'createMany'],
	['qrCode', 'getAnalytics'],
	['scan', 'getAll'],
	['scan', 'summarize'],
])('the subtitle of %s %s is the action in words', (resource, operation) => {
	const { action } = findOperation(resource, operation)!.option;
	expect(readSubtitle(new QrCodeStack(), { resource, operation })).toBe(action);
});

test.each([
	['all', 'Scan of any QR code'],
	['one', 'Scan of one QR code'],
	['selected', 'Scan of selected QR codes'],
	['matching', 'Scan of matching QR codes'],
])("the trigger's subtitle for %s says what starts the workflow", (watch, subtitle) => {
	expect(readSubtitle(new QrCodeStackTrigger(), { watch })).toBe(subtitle);
});

test.each([
	['scanMilestone', 'Scan milestone of matching QR codes'],
	['quietQrCode', 'Quiet: matching QR codes'],
	['newQrCode', 'Created: matching QR codes'],
	['changedQrCode', 'Changed: matching QR codes'],
	['deletedQrCode', 'Deleted: matching QR codes'],
	['apiCallsUsed', 'API calls used'],
])("the trigger's subtitle names the event %s", (event, subtitle) => {
	expect(readSubtitle(new QrCodeStackTrigger(), { event, watch: 'matching' })).toBe(subtitle);
});

test("the trigger's subtitle names the first scan where only that one counts", () => {
	const parameters = { event: 'firstScan', watch: 'all' };
	expect(readSubtitle(new QrCodeStackTrigger(), parameters)).toBe('First scan of any QR code');
});
