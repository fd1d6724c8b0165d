import {
	chainWorkflow,
	manualTrigger,
	node,
	qrCodeId,
	qrCodeStack,
	qrCodeStackTrigger,
	type CredentialReference,
	type WorkflowDefinition,
} from '../../test/e2e/client/workflows';

export const ON_SCAN_WORKFLOW = 'Demo 2: act on every scan';
export const START = 'When clicking "Execute workflow"';
export const CREATE = 'Create a QR code';
export const GET = 'Get the QR code';
export const TRIGGER = 'When a QR code is scanned';
export const SUMMARY = 'Say what happened';

const CAMPAIGNS = [
	{ name: 'Spring menu', url: 'https://shop.example.com/menu' },
	{ name: 'Poster at the station', url: 'https://shop.example.com/station' },
	{ name: 'Table 7', url: 'https://shop.example.com/order?table=7' },
];

const MESSAGE =
	'=Somebody in {{ $json.city }} ({{ $json.country }}) scanned a QR code on a {{ $json.device }} device';

/** Rows in, one QR code for each, and each read back. */
export function createQrCodesWorkflow(credential: CredentialReference): WorkflowDefinition {
	return chainWorkflow('Demo 1: create QR codes from rows', [
		manualTrigger(START),
		node(
			'Campaigns',
			'n8n-nodes-base.set',
			{ mode: 'raw', jsonOutput: JSON.stringify({ campaigns: CAMPAIGNS }, null, 2), options: {} },
			{ typeVersion: 3.4 },
		),
		node('One item per campaign', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'campaigns', options: {} }),
		qrCodeStack(CREATE, credential, {
			resource: 'qrCode',
			operation: 'create',
			name: '={{ $json.name }}',
			destinationUrl: '={{ $json.url }}',
			design: { dotColor: '#0F172A', dotShape: 'rounded' },
		}),
		qrCodeStack(GET, credential, {
			resource: 'qrCode',
			operation: 'get',
			qrCodeId: qrCodeId('={{ $json.id }}'),
		}),
	]);
}

/** Starts by itself whenever one of the account's codes is scanned. */
export function onScanWorkflow(
	credential: CredentialReference,
	pollEverySeconds: number,
): WorkflowDefinition {
	return chainWorkflow(ON_SCAN_WORKFLOW, [
		qrCodeStackTrigger(TRIGGER, credential, {}, pollEverySeconds),
		node(
			SUMMARY,
			'n8n-nodes-base.set',
			{
				mode: 'manual',
				assignments: { assignments: [{ id: 'message', name: 'message', type: 'string', value: MESSAGE }] },
				options: {},
			},
			{ typeVersion: 3.4 },
		),
	]);
}
