import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { ACTION, createHarness, TOOL } from '../../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve } from '../../support/mockApi';
import { keepFiles } from '../../support/keptFiles';
import { expectBothToRead, renderPdfByPdfium } from '../../image/readers';
import { listPdfPages } from '../../unit/shared/image/pdf/pdfPages';

const harness = createHarness();
guardNetwork();

const linkOf = (n: number) => `https://qrs.example/r/a${n}`;
const carried = (count: number, more: object = {}): INodeExecutionData[] =>
	Array.from({ length: count }, (_, n) => ({
		json: { id: `q${n}`, name: `Table ${n}`, short_url: linkOf(n), ...more },
	}));

async function run(
	parameters: INodeParameters,
	items: INodeExecutionData[],
	{ type = ACTION, ...extra }: { type?: string; onError?: 'continueRegularOutput' } = {},
) {
	const node = harness.makeNode(type, { resource: 'qrCode', operation: 'printSheet', ...parameters }, extra);
	const context = harness.executeContext(node, items);
	const fileOf = keepFiles(context);
	const output = await harness.runNode(context);
	const file = fileOf(output[0]);
	return {
		output,
		file,
		pages: file ? listPdfPages(file.bytes) : [],
		hints: context.hints.map(({ message }) => message),
	};
}

const written = (text: string) => `<${Buffer.from(text, 'latin1').toString('hex')}> Tj`;

test('50 items that carry their short links become three pages of labels, without a call', async () => {
	const calls = serve();
	const { output, file, pages, hints } = await run({}, carried(50));

	expect(calls).toEqual([]);
	expect(output).toHaveLength(1);
	expect(output[0]).toMatchObject({
		json: { labels: 50, pages: 3 },
		pairedItem: Array.from({ length: 50 }, (_, item) => ({ item })),
	});
	expect(file).toMatchObject({ fileName: 'qr-codes.pdf', mimeType: 'application/pdf' });
	expect(pages).toHaveLength(3);
	const content = pages.map((page) => page.content).join('');
	for (const n of [0, 21, 49]) expect(content).toContain(written(`Table ${n}`));
	expect(hints).toEqual([]);
});

test('a label alone on its page is read by both decoders', async () => {
	const { file } = await run({ columns: 1, rows: 1, caption: 'shortUrl' }, carried(2));
	const shown = await renderPdfByPdfium(file!.bytes, 60);
	await expectBothToRead(shown[0]!, linkOf(0));
	await expectBothToRead(shown[1]!, linkOf(1));
});

test.each([
	['name', 'Table 0'],
	['shortUrl', linkOf(0)],
])('a caption can be the %s', async (caption, text) => {
	expect((await run({ caption }, carried(1))).pages[0]?.content).toContain(written(text));
});

test('without captions, there is no text', async () => {
	expect((await run({ caption: 'none' }, carried(1))).pages[0]?.content).not.toContain('Tj');
});

test('captions beyond the fonts of PDF are short links, and a hint says for how many', async () => {
	const items = [...carried(1), ...carried(2, { name: '菜单' })];
	const { pages, hints } = await run({}, items);
	expect(pages[0]?.content).toContain(written(linkOf(1)));
	expect(hints).toEqual([
		'2 labels have letters that the fonts of PDF do not have; the short link stands there instead.',
	]);
});

test('paper, columns, margins, gaps and cut marks are as set', async () => {
	const layout = {
		paper: 'letter',
		columns: 2,
		rows: 2,
		sheetOptions: { marginX: 20, marginY: 30.5, gapX: 5, gapY: 4, cutMarks: true },
	};
	const { pages, output } = await run(layout, carried(5));
	expect(output[0]?.json).toEqual({ labels: 5, pages: 2 });
	expect(pages[0]?.widthMm).toBeCloseTo(215.9, 2);
	// marks in line with the labels' edges
	const width = (215.9 - 40 - 5) / 2;
	for (const x of [20, 20 + width, 25 + width, 195.9]) {
		expect(pages[0]?.content).toContain(`${Number(x.toFixed(4))} 25.5 m`);
	}
});

test('each code has its own color, unless the sheet has one', async () => {
	const [red, blue] = ['#AA0000', '#0000AA'].map(
		(dot_color) => carried(1, { render_customizations: { dot_color } })[0]!,
	);
	const own = (await run({}, [red!, blue!])).pages[0]?.content;
	expect(own).toContain('0.6667 0 0 rg');
	expect(own).toContain('0 0 0.6667 rg');
	const all = (await run({ sheetOptions: { dotColor: '#000000' } }, [red!, blue!])).pages[0]?.content;
	expect(all).not.toContain('0.6667');
});

test('codes that the items do not carry are asked for, one call each', async () => {
	const calls = serve(ok({ id: 'a', short_url: linkOf(1) }), ok({ id: 'b', short_url: linkOf(2) }));
	const items = ['a', 'b'].map((id) => ({ json: { row: id } }));
	const qrCodeId = { __rl: true, mode: 'id', value: '={{ $json.row }}' };
	const { output } = await run({ qrCodeId }, items);
	expect(calls.map(({ path }) => path).sort()).toEqual(['/qr-codes/a', '/qr-codes/b']);
	expect(output[0]?.json).toEqual({ labels: 2, pages: 1 });
});

test('an item that carries an ID without a link is asked for, one that carries neither is refused', async () => {
	const calls = serve(ok({ id: 'a', short_url: linkOf(1) }));
	expect((await run({}, [{ json: { id: 'a' } }])).output[0]?.json).toMatchObject({ labels: 1 });
	expect(calls).toHaveLength(1);
	expect((await failureOf(run({}, [{ json: { row: 1 } }]))).message).toBe('The QR code ID is empty');
});

test('one code that is not found ends the sheet, unless the node goes on: then it has an item of its own', async () => {
	const qrCodeId = { __rl: true, mode: 'id', value: '={{ $json.row }}' };
	const items = [
		{ json: { row: 'gone' } },
		...carried(1).map(({ json }) => ({ json: { ...json, row: 'q0' } })),
	];
	serve(refusal(404));
	expect((await failureOf(run({ qrCodeId }, items))).message).toBe('QRCodeStack could not find this QR code');
	serve(refusal(404));
	const { output } = await run({ qrCodeId }, items, { onError: 'continueRegularOutput' });
	expect(output).toMatchObject([
		{ json: { labels: 1, pages: 1 }, pairedItem: [{ item: 1 }] },
		{ json: { error: 'QRCodeStack could not find this QR code' }, pairedItem: { item: 0 } },
	]);
});

test('labels so small that phones may not read them are said', async () => {
	const { hints } = await run(
		{ columns: 20, rows: 30, sheetOptions: { marginX: 5, marginY: 5, gapX: 0 } },
		carried(3),
	);
	expect(hints).toEqual([expect.stringContaining('0.3 mm in print')]);
});

test('a model reads how many labels there are, and where the file is', async () => {
	const { output } = await run({}, carried(1), { type: TOOL });
	expect(output[0]?.json).toEqual({
		attached_file: expect.stringContaining('"qr-codes.pdf" (application/pdf)'),
		labels: 1,
		pages: 1,
	});
});
