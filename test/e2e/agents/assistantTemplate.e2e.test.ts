import { useModel } from './conversation';
import { setUpExample } from '../templates/exampleWorkflow';
import { jsonOf } from '../client/executionData';
import { connect, createCredential } from '../client/session';

const { client, sandbox } = connect();

const model = useModel();

test('AI assistant for QR codes: a chat message leads to tool calls and to an answer', async () => {
	const [qrCode] = await sandbox.addQrCodes({ account: 'assisted', name: 'Poster' });
	const summer = 'https://shop.example.com/summer';
	const workflow = await client.createWorkflow(
		setUpExample('ai-assistant-for-qr-codes', {
			credential: await createCredential(client, 'assisted'),
			model: model.credential(),
			startWith: {
				trigger: 'When chat message received',
				items: [{ sessionId: 's1', action: 'sendMessage', chatInput: 'Let the poster lead to summer' }],
			},
		}),
	);
	model.server().follow([
		{ call: { tool: 'Find_QR_codes', args: { limit: 20 } } },
		([found]) => {
			const codes = JSON.parse(found!.text) as Array<{ id: string; name: string }>;
			const { id } = codes.find(({ name }) => name === qrCode!.name)!;
			return {
				call: {
					tool: 'Change_where_a_QR_code_leads',
					args: { qr_code_id: id, destination_url: summer },
				},
			};
		},
		{ call: { tool: 'Get_the_scan_figures_of_a_QR_code', args: { qr_code_id: qrCode!.id } } },
		{ call: { tool: 'Count_scans', args: { group_by: 'qrCode' } } },
		{ say: 'The poster now leads to the summer page.' },
	]);

	const execution = await client.waitForExecution(
		await client.startWorkflow(workflow, 'When chat message received'),
	);

	expect(execution.status).toBe('success');
	expect(jsonOf(execution, 'AI Agent')).toMatchObject([
		{ output: 'The poster now leads to the summer page.' },
	]);
	const { question, tools, answers } = model.server().readConversation();
	expect(question).toBe('Let the poster lead to summer');
	expect(tools.map(({ name }) => name).sort()).toEqual([
		'Change_where_a_QR_code_leads',
		'Count_scans',
		'Create_a_QR_code',
		'Find_QR_codes',
		'Get_a_QR_code',
		'Get_the_scan_figures_of_a_QR_code',
	]);
	for (const { description } of tools) expect(description.length).toBeGreaterThan(50);
	expect(JSON.parse(answers[1]!.text)).toMatchObject([{ id: qrCode!.id, destination_url: summer }]);
	expect(JSON.parse(answers[2]!.text)).toMatchObject([{ qr_code_id: qrCode!.id }]);
	expect(answers[3]!.text).toContain('were counted.');
});
