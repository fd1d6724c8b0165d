import type { INodeParameters } from 'n8n-workflow';

import { createHarness } from '../../support/harness';
import { failureOf, guardNetwork, ok, serve } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const COLUMNS: INodeParameters = { resource: 'qrCode', operation: 'createMany', source: 'columns' };
const rows = (...all: object[]) => all.map((json) => ({ json }) as { json: { [name: string]: string } });
const created = (...names: string[]) =>
	ok({
		created: names.map((name, index) => ({
			id: `id-${name}`,
			name,
			short_url: `https://q.example/${name}`,
			index,
		})),
		errors: [],
	});
const sentRows = (calls: Array<{ body?: unknown }>) => (calls[0]?.body as { qr_codes: object[] }).qr_codes;

describe('Create Many from input columns', () => {
	test.each(['url', 'Link', 'destination_url', 'Destination URL', 'destination-url', 'DESTINATION'])(
		'takes the address from a column called %j',
		async (column) => {
			const calls = serve(created('A'));

			await harness.execute(COLUMNS, { items: rows({ Title: 'A', [column]: 'https://a.example/1' }) });

			expect(sentRows(calls)).toEqual([{ name: 'A', type: 'url', destination_url: 'https://a.example/1' }]);
		},
	);

	test('takes the design and the UTM parameters as well, and leaves empty cells out', async () => {
		const calls = serve(created('A', 'B'));

		await harness.execute(COLUMNS, {
			items: rows(
				{
					name: 'A',
					url: 'https://a.example',
					'Dot Color': 'f00',
					Frame: '',
					'UTM Source': 'flyer',
					Type: 'x',
				},
				{
					name: 'B',
					url: 'https://b.example',
					'Dot Color': '',
					Frame: 'bold',
					'UTM Source': null,
					Type: 'y',
				},
			),
		});

		expect(sentRows(calls)).toEqual([
			{
				...{ name: 'A', type: 'url', destination_url: 'https://a.example?utm_source=flyer' },
				render_customizations: { dot_color: '#FF0000' },
			},
			{
				...{ name: 'B', type: 'url', destination_url: 'https://b.example' },
				render_customizations: { frame: 'bold' },
			},
		]);
	});

	test('works out no expression, not even one in a cell', async () => {
		const calls = serve(created('A'));

		await harness.execute(COLUMNS, { items: rows({ name: '={{ 1 + 1 }}', url: 'https://a.example' }) });

		expect(sentRows(calls)).toMatchObject([{ name: '={{ 1 + 1 }}' }]);
	});

	test('prefers the better name of two columns for one field', async () => {
		const calls = serve(created('A'));

		await harness.execute(COLUMNS, {
			items: rows({ title: 'Mrs', Name: 'A', link: 'https://b.example', url: 'https://a.example' }),
		});

		expect(sentRows(calls)).toEqual([{ name: 'A', type: 'url', destination_url: 'https://a.example' }]);
	});

	test('skips blank rows, and numbers the others as a person counts them', async () => {
		const calls = serve();

		const failure = await failureOf(
			harness.execute(COLUMNS, {
				items: rows(
					{ name: 'A', url: 'https://a.example' },
					{ name: ' ', url: '' },
					{ name: '', url: 'https://a.example/2' },
					{ name: '', url: 'https://a.example/3' },
					{ name: '', url: 'https://a.example/4' },
					{ name: 'A', url: 'https://a.example' },
				),
			}),
		);

		expect(calls).toHaveLength(0);
		expect(failure.message).toBe('4 rows need a correction; nothing was created');
		expect(failure.description).toContain('Name is empty in 3 rows: 3–5. ');
		expect(failure.description).toContain('Row 6: Duplicate of row 1; not created. ');
	});

	test('says beside the output which columns were used, which not, and which rows were blank', async () => {
		serve(created('A', 'B'));

		const run = await harness.runWorkflow(COLUMNS, {
			items: rows(
				{ Title: 'A', link: 'https://a.example', Notes: 'x' },
				{ Title: '', link: '', Notes: '' },
				{ Title: 'B', link: 'https://b.example', Notes: '' },
			),
		});

		const { hints } = run.data.resultData.runData.QRCodeStack![0]!;
		expect(hints?.map(({ message }) => message)).toEqual([
			'Columns used: name from "Title", destination_url from "link". Not used: "Notes".',
			'One blank row was skipped: 2.',
		]);
	});

	test('makes nothing of blank rows alone', async () => {
		const calls = serve();

		expect(await harness.execute(COLUMNS, { items: rows({ name: '', url: ' ' }) })).toEqual([]);
		expect(calls).toHaveLength(0);
	});

	test('says which column is missing, and which there are', async () => {
		const failure = await failureOf(
			harness.execute(COLUMNS, { items: rows({ Kunde: 'A', url: 'https://a.example' }) }),
		);

		expect(failure.message).toBe('The input has no column that every QR code needs');
		expect(failure.description).toContain('One called name or title is missing. There are: "Kunde", "url".');
	});
});

describe('When Name Exists', () => {
	const items = rows(
		{ name: 'A', url: 'https://a.example/new' },
		{ name: 'B', url: 'https://b.example' },
		{ name: 'C', url: 'https://c.example' },
	);
	const code = (name: string, destination: string) => ({
		id: `old-${name.trim()}`,
		name,
		type: 'url',
		destination_url: destination,
		short_url: `https://q.example/${name}`,
	});
	const LIST = ok([
		code('A', 'https://a.example'),
		code(' B ', 'https://b.example/'),
		code('X', 'https://x.example'),
	]);
	const withOption = (whenNameExists: string, more: object = {}) =>
		({ ...COLUMNS, options: { whenNameExists, ...more } }) as INodeParameters;
	const outcomes = (out: Array<{ json: object }>) =>
		out.map(({ json }) => {
			const { outcome, id } = json as { outcome?: string; id?: string };
			return `${outcome} ${id}`;
		});

	test('Skip reads the list once, and creates only what is not there', async () => {
		const calls = serve(LIST, created('C'));

		const out = await harness.execute(withOption('skip'), { items });

		expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /qr-codes',
			'POST /qr-codes/bulk',
		]);
		expect(calls[1]?.body).toEqual({
			qr_codes: [{ name: 'C', type: 'url', destination_url: 'https://c.example' }],
		});
		expect(outcomes(out)).toEqual(['exists old-A', 'exists old-B', 'created id-C']);
		expect(out[0]?.json).toMatchObject({ destination_url: 'https://a.example' });
	});

	test('a run after a whole one creates nothing', async () => {
		const calls = serve(ok(['A', 'B', 'C'].map((name) => code(name, 'https://a.example'))));

		const out = await harness.execute(withOption('skip'), { items });

		expect(calls).toHaveLength(1);
		expect(outcomes(out)).toEqual(['exists old-A', 'exists old-B', 'exists old-C']);
	});

	test('Update changes what is different, and sends nothing for what is not', async () => {
		const changed = { ...code('A', 'https://a.example/new') };
		const calls = serve(LIST, ok(changed), created('C'));

		const out = await harness.execute(withOption('update'), { items });

		expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /qr-codes',
			'PATCH /qr-codes/old-A',
			'POST /qr-codes/bulk',
		]);
		expect(calls[1]?.body).toEqual({ destination_url: 'https://a.example/new' });
		expect(outcomes(out)).toEqual(['updated old-A', 'unchanged old-B', 'created id-C']);
	});

	test('changes none of several codes of one name, and creates no third', async () => {
		const calls = serve(ok([code('A', 'https://a.example'), code('A', 'https://b.example')]));

		const failure = await failureOf(harness.execute(withOption('update'), { items: items.slice(0, 1) }));

		expect(failure.message).toBe('2 QR codes match, so none was changed');
		expect(calls).toHaveLength(1);
	});

	test('creates nothing where the list cannot be read', async () => {
		const calls = serve({ status: 403, body: { success: false, error: 'No' } });

		await failureOf(harness.execute(withOption('skip'), { items }));

		expect(calls).toHaveLength(1);
	});

	test('takes two rows of one name for one code', async () => {
		serve();
		const twice = rows({ name: 'A', url: 'https://a.example' }, { name: 'A ', url: 'https://b.example' });

		const failure = await failureOf(
			harness.execute(withOption('skip', { allowDuplicates: true }), { items: twice }),
		);

		expect(failure.description).toContain('Row 2: Duplicate of row 1; not created. Give it another name.');
	});

	test('counts beside the output what became of the rows', async () => {
		serve(LIST, created('C'));

		const run = await harness.runWorkflow(withOption('skip'), { items });

		const { hints } = run.data.resultData.runData.QRCodeStack![0]!;
		expect(hints?.map(({ message }) => message)).toContain('QR codes: 1 created, 2 exist already.');
	});
});

describe('Include Input Fields', () => {
	const items = rows(
		{ Name: 'A', URL: 'https://a.example', Price: '5', problem: 'old' },
		{ Name: '', URL: 'https://b.example', Price: '6', problem: 'old' },
	);
	const parameters = {
		...COLUMNS,
		options: { includeInputFields: true, onInvalidRow: 'skipToErrorOutput' },
	} as INodeParameters;

	test('gives every row back with the result beside its own columns', async () => {
		serve(created('A'));

		const out = await harness.execute(parameters, { items });

		expect(out.map(({ json }) => json)).toEqual([
			{
				...{ Name: 'A', URL: 'https://a.example', Price: '5' },
				...{ qr_code_id: 'id-A', short_url: 'https://q.example/A', outcome: 'created', problem: '' },
			},
			{
				...{ Name: '', URL: 'https://b.example', Price: '6' },
				...{
					qr_code_id: '',
					short_url: '',
					outcome: 'failed',
					problem: expect.stringContaining('Name is empty'),
				},
			},
		]);
		expect(out.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	test('sends rows that failed to the error output, where there is one', async () => {
		serve(created('A'));

		const run = await harness.runWorkflow(parameters, { items, node: { onError: 'continueErrorOutput' } });

		const [good, bad] = run.data.resultData.runData.QRCodeStack![0]!.data!.main!;
		expect(good?.map(({ json }) => json.Name)).toEqual(['A']);
		expect(bad).toMatchObject([{ json: { Price: '6', error: 'Name needs a correction' } }]);
	});

	test('keeps the fields of a JSON row', async () => {
		serve(created('A'));
		const qrCodesJson = [{ name: 'A', destination_url: 'https://a.example' }];

		const out = await harness.execute({ ...parameters, source: 'json', qrCodesJson } as INodeParameters);

		expect(out[0]?.json).toMatchObject({
			name: 'A',
			destination_url: 'https://a.example',
			qr_code_id: 'id-A',
		});
	});
});
