import { agentWorkflow, fromAi, qrCodeTool, AGENT } from './agentWorkflow';
import { jsonOf } from './executionData';
import { startModelServer, type ModelServer } from './modelServer';
import { connect, createCredential } from './session';
import { qrCodeId } from './workflows';

const { client } = connect();
let model: ModelServer;
beforeAll(async () => {
	model = await startModelServer();
});
afterAll(async () => await model?.close());

test.each([3, 2, 1.7])('explore %s', async (agentVersion) => {
	const credential = await createCredential(client, 'advanced');
	const openAi = await client.createCredential({
		name: 'm',
		type: 'openAiApi',
		data: { apiKey: 'sk-x', url: model.url },
	});
	const tools = [
		qrCodeTool('Create a QR code', credential, {
			resource: 'qrCode',
			operation: 'create',
			name: fromAi('name', 'n'),
			destinationUrl: fromAi('destination_url', 'd'),
			design: { dotColor: fromAi('dot_color') },
		}),
		qrCodeTool('Get a QR code', credential, {
			resource: 'qrCode',
			operation: 'get',
			qrCodeId: qrCodeId(fromAi('id')),
		}),
		qrCodeTool('Get many QR codes', credential, {
			resource: 'qrCode',
			operation: 'getAll',
			limit: fromAi('limit', 'l', 'number'),
		}),
	];
	model.follow([
		{
			call: {
				tool: 'Create_a_QR_code',
				args: { name: 'Menu', destination_url: 'https://shop.example.com/menu' },
			},
		},
		{ call: { tool: 'Create_a_QR_code', args: { name: 'Menu' } } },
		(answers) => ({
			call: { tool: 'Get_a_QR_code', args: { id: JSON.parse(answers[0]!.text)[0].id ?? 'x' } },
		}),
		{ call: { tool: 'Get_a_QR_code', args: { id: 'nope' } } },
		{
			call: {
				tool: 'Create_a_QR_code',
				args: { name: 'Menu', destination_url: 'https://shop.example.com/menu', dot_color: 'reddish' },
			},
		},
		{ say: 'Done' },
	]);
	const execution = await client.runOnce(
		agentWorkflow({ question: 'Make a code', model: openAi, tools, agentVersion }),
	);
	console.log(
		JSON.stringify(
			{ status: execution.status, error: execution.error, agent: jsonOf(execution, AGENT) },
			null,
			1,
		).slice(0, 3000),
	);
	console.log(JSON.stringify(model.readConversation(), null, 1));
});
