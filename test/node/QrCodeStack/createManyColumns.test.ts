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
