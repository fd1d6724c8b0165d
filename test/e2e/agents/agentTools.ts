import type { Json } from '../client/executionData';
import {
	node,
	qrCodeId,
	ACTION_TYPE,
	CREDENTIAL_TYPE,
	type CredentialReference,
	type WorkflowNode,
} from '../client/workflows';

/** n8n derives it from every node that is `usableAsTool`. */
export const TOOL_TYPE = `${ACTION_TYPE}Tool`;

/** What a person gets with the sparkles beside a field: "Let the model define this parameter". */
export function fromAi(key: string, description: string, type = 'string'): string {
	return `={{ $fromAI(${[key, description, type].map((part) => JSON.stringify(part)).join(', ')}) }}`;
}

const ID = qrCodeId(fromAi('id', 'ID of the QR code'));

/** One tool for each thing that an agent may do, with the names that n8n's editor gives them. */
const TOOLS = {
	create: {
		name: 'Create QR code in QRCodeStack',
		parameters: {
			resource: 'qrCode',
			operation: 'create',
			name: fromAi('name', 'What to call the QR code'),
			destinationUrl: fromAi('destination_url', 'Web address that the code leads to'),
			design: { dotColor: fromAi('dot_color', 'Colour of the dots as #RRGGBB') },
		},
	},
	get: {
		name: 'Get QR code in QRCodeStack',
		parameters: { resource: 'qrCode', operation: 'get', qrCodeId: ID },
	},
	analytics: {
		name: 'Get analytics of QR code in QRCodeStack',
		parameters: { resource: 'qrCode', operation: 'getAnalytics', qrCodeId: ID },
	},
	list: {
		name: 'Get many QR codes in QRCodeStack',
		parameters: {
			resource: 'qrCode',
			operation: 'getAll',
			limit: fromAi('limit', 'How many codes to list', 'number'),
		},
	},
	update: {
		name: 'Update QR code in QRCodeStack',
		parameters: {
			resource: 'qrCode',
			operation: 'update',
			qrCodeId: ID,
			updateFields: { destinationUrl: fromAi('destination_url', 'The new web address') },
			allowRedirecting: true,
		},
	},
	scans: {
		name: 'Get many scans in QRCodeStack',
		parameters: { resource: 'scan', operation: 'getAll', qrCodeId: ID },
	},
	delete: {
		name: 'Delete QR code in QRCodeStack',
		parameters: { resource: 'qrCode', operation: 'delete', qrCodeId: ID },
	},
} satisfies Record<string, { name: string; parameters: Json }>;

export type ToolKey = keyof typeof TOOLS;
export const ALL_TOOLS = Object.keys(TOOLS) as ToolKey[];

/** The name by which the model calls a tool: n8n makes it from the node's name. */
export const toolName = (tool: ToolKey) => TOOLS[tool].name.replace(/[^a-zA-Z0-9_-]+/g, '_');

/** The action node as a tool, with what a person has set besides. */
export function qrCodeTool(tool: ToolKey, credential: CredentialReference, more: Json = {}): WorkflowNode {
	const { name, parameters } = TOOLS[tool];
	return node(
		name,
		TOOL_TYPE,
		{ descriptionType: 'auto', ...parameters, ...more },
		{ credentials: { [CREDENTIAL_TYPE]: credential } },
	);
}
