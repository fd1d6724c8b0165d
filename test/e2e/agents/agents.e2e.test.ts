import { ALL_TOOLS, toolName } from './agentTools';
import { converse, useModel } from './conversation';
import { connect } from '../client/session';

const { sandbox } = connect();

useModel();

const MENU = { name: 'Menu', destination_url: 'https://shop.example.com/menu' };

const idOf = ({ rows }: { rows: Array<{ id?: unknown }> }) => ({ id: rows[0]?.id });

describe('what n8n tells the model about the tools', () => {
	test('each has a name of its own and a description that says what it does', async () => {
		const { offered } = await converse({ turns: [] });

		expect(Object.fromEntries(offered.map(({ name, description }) => [name, description]))).toEqual({
			Create_QR_code_in_QRCodeStack: 'Create QR code in QRCodeStack',
			Get_QR_code_in_QRCodeStack: 'Get QR code in QRCodeStack',
			Get_analytics_of_QR_code_in_QRCodeStack: 'Get analytics of QR code in QRCodeStack',
			Get_many_QR_codes_in_QRCodeStack: 'Get many QR codes in QRCodeStack',
			Update_QR_code_in_QRCodeStack: 'Update QR code in QRCodeStack',
			Get_many_scans_in_QRCodeStack: 'Get many scans in QRCodeStack',
			Delete_QR_code_in_QRCodeStack: 'Delete QR code in QRCodeStack',
		});
		expect(offered).toHaveLength(ALL_TOOLS.length);
	});

	test('each asks for what a person left to the model, and for nothing else', async () => {
		const { offered } = await converse({ turns: [], tools: ['create', 'get', 'list'] });
		const schemas = Object.fromEntries(
			offered.map(({ name, parameters: { properties, required } }) => [name, { properties, required }]),
		);

		expect(schemas).toEqual({
			[toolName('create')]: {
				properties: {
					name: { type: 'string', description: 'What to call the QR code' },
					destination_url: { type: 'string', description: 'Web address that the code leads to' },
					dot_color: { type: 'string', description: 'Colour of the dots as #RRGGBB' },
				},
				required: ['name', 'destination_url', 'dot_color'],
			},
			[toolName('get')]: {
				properties: { id: { type: 'string', description: 'ID of the QR code' } },
				required: ['id'],
			},
			[toolName('list')]: {
				properties: { limit: { type: 'number', description: 'How many codes to list' } },
				required: ['limit'],
			},
		});
	});

	test('a description that a person wrote takes the place of the automatic one', async () => {
		const settings = { descriptionType: 'manual', toolDescription: 'Look up one code by its ID' };

		const { offered } = await converse({ turns: [], tools: ['get'], settings });

		expect(offered.map(({ description }) => description)).toEqual(['Look up one code by its ID']);
	});
});

describe('conversations in which the model does well', () => {
	// n8n 1.x and 2.x run the tools of version 3 in the engine, and those of version 2 inside the agent
	test.each([3, 2])('create, get, analytics, list, with version %d of the agent', async (agentVersion) => {
		const { answers, calls, requests } = await converse({
			agentVersion,
			turns: [
				{ tool: 'create', args: { ...MENU, dot_color: '#0f172a' } },
				([created]) => ({ tool: 'get', args: idOf(created!) }),
				([created]) => ({ tool: 'analytics', args: idOf(created!) }),
				{ tool: 'list', args: { limit: 5 } },
			],
		});

		const [created, got, figures, list] = answers.map(({ rows }) => rows);
		expect(created).toMatchObject([{ id: expect.any(String), short_url: expect.stringContaining('/r/') }]);
		const [{ id }] = created as [{ id: string }];
		expect(got).toMatchObject([{ id, name: 'Menu', destination_url: MENU.destination_url, scan_count: 0 }]);
		for (const [code] of [created!, got!]) expect(code).not.toHaveProperty('render_customizations');
		expect(figures).toMatchObject([{ qr_code_id: id, total_scans: 0 }]);
		expect(list).toContainEqual(expect.objectContaining({ id }));
		expect(calls).toEqual([
			'POST /qr-codes',
			'GET /qr-codes/{id}',
			'GET /qr-codes/{id}/analytics',
			'GET /qr-codes',
		]);
		expect(requests.slice(1, 3).every(({ path }) => path.includes(id))).toBe(true);
	});

	test('several calls at once are each carried out, and each answered', async () => {
		const names = ['Door', 'Window', 'Roof'];

		const { answers, calls } = await converse({
			turns: [names.map((name) => ({ tool: 'create', args: { ...MENU, name, dot_color: '#000000' } }))],
		});

		expect(answers.map(({ rows }) => rows[0]?.name)).toEqual(names);
		expect(calls).toEqual(names.map(() => 'POST /qr-codes'));
	});

	test('a code gets another destination, and only that changes', async () => {
		const [qrCode] = await sandbox.addQrCodes({ account: 'assisted', name: 'Flyer' });

		const { answers, calls } = await converse({
			turns: [
				{ tool: 'update', args: { id: qrCode!.id, destination_url: 'https://shop.example.com/summer' } },
			],
		});

		expect(answers[0]!.rows).toMatchObject([
			{ id: qrCode!.id, name: qrCode!.name, destination_url: 'https://shop.example.com/summer' },
		]);
		expect(calls).toEqual(['PATCH /qr-codes/{id}']);
	});

	test('a long log of scans comes in short: twenty rows, without what tells nobody anything', async () => {
		const [qrCode] = await sandbox.addQrCodes({ account: 'assisted', name: 'Station' });
		await sandbox.addScans({ qrCodeId: qrCode!.id, count: 300 });

		const { answers, calls } = await converse({ turns: [{ tool: 'scans', args: { id: qrCode!.id } }] });

		expect(answers[0]!.rows).toHaveLength(20);
		expect(answers[0]!.rows[0]).toMatchObject({ scanned_at: expect.any(String), device: expect.any(String) });
		expect(answers[0]!.text).not.toContain('ip_hash');
		expect(calls).toEqual(['GET /qr-codes/{id}/scans']);
	});

	test('a person chooses which fields the model gets besides the ID', async () => {
		const [qrCode] = await sandbox.addQrCodes({ account: 'assisted', name: 'Table 7' });

		const { answers } = await converse({
			turns: [{ tool: 'get', args: { id: qrCode!.id } }],
			tools: ['get'],
			settings: { output: 'selectedFields', fields: 'name, scan_count' },
		});

		const { id, name } = qrCode!;
		expect(answers[0]!.text).toBe(JSON.stringify([{ id, name, scan_count: 0 }]));
	});

	test('a code is deleted where a person has allowed that', async () => {
		const [qrCode] = await sandbox.addQrCodes({ account: 'assisted', name: 'Old' });

		const { answers, calls } = await converse({
			turns: [{ tool: 'delete', args: { id: qrCode!.id } }],
			tools: ['delete'],
			settings: { allowDeleting: true },
		});

		expect(answers[0]!.rows).toEqual([{ deleted: true, id: qrCode!.id }]);
		expect(calls).toEqual(['DELETE /qr-codes/{id}']);
	});

	test('nothing found is told as such', async () => {
		const { answers } = await converse({ turns: [{ tool: 'list', args: { limit: 5 } }], account: 'barren' });

		expect(answers[0]!.rows).toEqual([{ message: 'There are no results' }]);
	});
});
