import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { ACTION, createHarness, TEST_KEY, TOOL } from '../../support/harness';
import { failureOf, guardNetwork, ok, serve } from '../../support/mockApi';
import { decodeTwice, expectBothToRead, readPng, renderPdfByPdfium, renderSvg } from '../../image/readers';
import { keepFiles, type KeptFile } from '../../support/keptFiles';

const harness = createHarness();
guardNetwork();

const LINK = 'https://qrs.example/r/Ab3dE';
const CODE = { id: 'q1', name: 'Spring promo!', destination_url: 'https://a.example', short_url: LINK };
const LOGO =
	'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#F00"/></svg>';

const GET_IMAGE: INodeParameters = {
	resource: 'qrCode',
	operation: 'getImage',
	qrCodeId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
};

/** Runs Get Image for items that carry their short link, if no others are given. */
async function run(
	parameters: INodeParameters = {},
	items: INodeExecutionData[] = [{ json: CODE }],
	type = ACTION,
) {
	const context = harness.executeContext(harness.makeNode(type, { ...GET_IMAGE, ...parameters }), items);
	const fileOf = keepFiles(context);
	const output = await harness.runNode(context);
	return {
		output,
		files: output.map((item) => fileOf(item)),
		hints: context.hints.map(({ message }) => message),
	};
}
const draw = async (parameters: INodeParameters = {}) => {
	const { files, hints } = await run(parameters);
	return { file: files[0] as KeptFile, hints };
};

test('an item that carries its short link becomes a PNG of it, without a call', async () => {
	const calls = serve();
	const { output, files, hints } = await run();

	expect(calls).toEqual([]);
	expect(output).toMatchObject([{ json: CODE, pairedItem: { item: 0 } }]);
	expect(files[0]).toMatchObject({ fileName: 'Spring-promo.png', mimeType: 'image/png' });
	expect(readPng(files[0]!.bytes)).toMatchObject({ width: 1000, height: 1000 });
	await expectBothToRead(files[0]!.bytes, LINK);
	expect(hints).toEqual([]);
});

test('a code that the item does not carry is asked for with one call', async () => {
	const calls = serve(ok({ ...CODE, id: 'q2' }));
	const { output, files } = await run({ qrCodeId: { __rl: true, mode: 'id', value: 'q2' } });

	expect(calls.map(({ path }) => path)).toEqual(['/qr-codes/q2']);
	expect(output[0]?.json).toMatchObject({ id: 'q2' });
	await expectBothToRead(files[0]!.bytes, LINK);
});

test('a link chosen is the link of the item, without a call', async () => {
	const calls = serve();
	const { output } = await run({ qrCodeId: { __rl: true, mode: 'shortLink', value: LINK } });
	expect(calls).toEqual([]);
	expect(output[0]?.json).toEqual(CODE);
});

test('500 items that carry their short links cost no call, and each gets its own picture', async () => {
	const calls = serve();
	const items = Array.from({ length: 500 }, (_, n) => ({
		json: { id: `q${n}`, name: `N ${n}`, short_url: `${LINK}/${n}` },
	}));
	const { files } = await run({ imageOptions: { size: 200 } }, items);

	expect(calls).toEqual([]);
	expect(files.map((file) => file?.fileName)).toEqual(items.map((_, n) => `N-${n}.png`));
	for (const n of [0, 250, 499]) await expectBothToRead(files[n]!.bytes, `${LINK}/${n}`);
});

test('as SVG and as PDF, both decoders read the same link', async () => {
	const { file: svg } = await draw({ imageFormat: 'svg', imageOptions: { caption: 'Menu' } });
	expect(svg).toMatchObject({ fileName: 'Spring-promo.svg', mimeType: 'image/svg+xml' });
	expect(svg.bytes.toString()).toContain('>Menu</text>');
	await expectBothToRead(renderSvg(svg.bytes.toString()), LINK);

	const { file: pdf } = await draw({ imageFormat: 'pdf', imageOptions: { widthMm: 25.5, caption: 'Menu' } });
	expect(pdf).toMatchObject({ fileName: 'Spring-promo.pdf', mimeType: 'application/pdf' });
	expect(pdf.bytes.toString('latin1')).toContain(`/MediaBox[0 0 ${((25.5 * 72) / 25.4).toFixed(4)}`);
	await expectBothToRead((await renderPdfByPdfium(pdf.bytes, 300))[0]!, LINK);
});

describe('dots are as the design of the code says, unless the options do:', () => {
	const designed = { ...CODE, render_customizations: { dot_color: '#0f172a', dot_shape: 'rounded' } };
	const svgOf = async (imageOptions: INodeParameters, json: object = designed) => {
		const { files } = await run({ imageFormat: 'svg', imageOptions }, [{ json: { ...json } }]);
		return files[0]!.bytes.toString();
	};

	test('color and shape of the design', async () => {
		const svg = await svgOf({});
		expect(svg).toContain('fill="#0F172A"');
		// arcs
		expect(svg).toMatch(/ d="[^"]*a1 1 /);
	});

	test('of a code without a design, they are black squares', async () => {
		const svg = await svgOf({}, CODE);
		expect(svg).toContain('fill="#000000" shape-rendering="crispEdges"');
	});

	test('of the options', async () => {
		const options = { dotColor: 'rgb(85, 0, 0)', dotShape: 'square', backgroundColor: 'transparent' };
		const svg = await svgOf(options);
		expect(svg).toContain('<path fill="#550000" shape-rendering="crispEdges"');
		expect(svg.match(/<path/g)).toHaveLength(1);
	});

	test.each(['extra-rounded', 'DOTS', 'diamond', 5, null])(
		'a shape that we may not know, %j, is drawn',
		async (shape) => {
			const svg = await svgOf(
				{},
				{ ...CODE, render_customizations: { dot_shape: shape, dot_color: 'none' } },
			);
			await expectBothToRead(renderSvg(svg), LINK);
		},
	);
});

describe('a logo', () => {
	const logo = { data: Buffer.from(LOGO).toString('base64'), mimeType: 'text/plain' };
	const withLogo = { imageFormat: 'svg', imageOptions: { logoField: 'logo' } };

	test('comes from a binary field of the item, whatever its type is said to be, and the code is read', async () => {
		const { files, hints } = await run(withLogo, [{ json: CODE, binary: { logo } }]);
		const svg = files[0]!.bytes.toString();
		expect(svg).toContain(`href="data:image/svg+xml;base64,${logo.data}"`);
		await expectBothToRead(renderSvg(svg), LINK);
		expect(hints).toEqual([]);
	});

	test.each([
		['no such field', {}],
		[
			'a script',
			{ logo: { ...logo, data: Buffer.from('<svg><script>x</script></svg>').toString('base64') } },
		],
		['a text', { logo: { ...logo, data: Buffer.from('logo').toString('base64') } }],
	])('that is %s is refused before any call', async (_, binary) => {
		const calls = serve();
		const failure = await failureOf(run(withLogo, [{ json: { id: 'q1' }, binary }]));
		expect(failure.message).toBe('The logo cannot be drawn');
		expect(calls).toEqual([]);
	});

	test('too large for the error correction that was chosen is said', async () => {
		const options = { ...withLogo, imageOptions: { logoField: 'logo', errorCorrection: 'L' } };
		const { hints } = await run(options, [{ json: CODE, binary: { logo } }]);
		expect(hints).toEqual([expect.stringContaining('The logo covers more')]);
	});
});

describe('what phones may not read is said beside the output:', () => {
	test.each<[string, INodeParameters]>([
		['hardly stand out', { imageOptions: { dotColor: '#CCCCCC' } }],
		['lighter than its background', { imageOptions: { dotColor: '#FFFFFF', backgroundColor: '#000000' } }],
		['margin of a picture is under 4', { imageOptions: { margin: 1 } }],
		['smaller than 3 pixels', { imageOptions: { size: 100, errorCorrection: 'H' } }],
		['0.3 mm in print', { imageFormat: 'pdf', imageOptions: { widthMm: 10 } }],
	])('%s', async (text, parameters) => {
		expect((await draw(parameters)).hints).toEqual([expect.stringContaining(text)]);
	});

	test('once for all items', async () => {
		const { hints } = await run({ imageOptions: { margin: 0 } }, [{ json: CODE }, { json: CODE }]);
		expect(hints).toHaveLength(1);
	});

	test('a caption beyond the fonts of PDF, in whose place the short link stands', async () => {
		const { hints } = await draw({ imageFormat: 'pdf', imageOptions: { caption: 'Łódź' } });
		expect(hints).toEqual([
			'A caption has letters that the fonts of PDF do not have; the short link stands there instead.',
		]);
	});
});

describe('a code without a short link that a phone opens', () => {
	test.each([undefined, null, '', 5, 'qrs.example/r/a', 'javascript:alert(1)', `${LINK} x`])(
		'has no picture: %j',
		async (short_url) => {
			serve(ok({ ...CODE, short_url }));
			const failure = await failureOf(run({}, [{ json: { id: 'q1' } }]));
			expect(failure.message).toBe('There is no short link to draw');
			expect(failure.description).toContain('The QR code "Spring promo!" came without one');
		},
	);
});

describe('the file', () => {
	test.each([
		['menu', 'menu.png'],
		['Menu 2026.PNG', 'Menu 2026.png'],
		['../../etc/passwd', 'etc-passwd.png'],
		[' .hidden. ', 'hidden.png'],
		['a:b*c?', 'a-b-c.png'],
		['...', 'qr-code.png'],
		['é'.repeat(300), `${'é'.repeat(60)}.png`],
	])('called %j is %s', async (fileName, expected) => {
		expect((await draw({ imageOptions: { fileName } })).file.fileName).toBe(expected);
	});

	test('of a code without a name is called by its ID', async () => {
		const { files } = await run({}, [{ json: { id: 'q1', short_url: LINK } }]);
		expect(files[0]?.fileName).toBe('q1.png');
	});

	test('is in the field that was named', async () => {
		const { output } = await run({ imageOptions: { outputField: 'picture' } });
		expect(Object.keys(output[0]?.binary ?? {})).toEqual(['picture']);
	});
});

test('a value that can not be is refused before any call', async () => {
	const calls = serve();
	for (const [imageOptions, text] of [
		[{ size: 4001 }, 'Size must be a whole number from 100 to 4000'],
		[{ dotColor: 'reddish' }, 'Dot Color needs a correction'],
		[{ backgroundColor: 'glass' }, 'Background Color needs a correction'],
		[{ margin: 41 }, 'Margin must be a whole number from 0 to 40'],
	] as const) {
		expect((await failureOf(run({ imageOptions }, [{ json: { id: 'q1' } }]))).message).toBe(text);
	}
	expect(calls).toEqual([]);
});

test('a model reads what was attached where, and nothing of the file', async () => {
	const { output } = await run({ qrCodeId: { __rl: true, mode: 'id', value: 'q1' } }, [{ json: CODE }], TOOL);
	expect(output[0]?.json).toEqual({
		attached_file:
			'"Spring-promo.png" (image/png) is attached to this tool\'s output in n8n, in the binary field "data", where a person finds it. You can neither read nor send it.',
		...CODE,
	});
});

test('no picture has the key in it', async () => {
	for (const imageFormat of ['png', 'svg', 'pdf']) {
		const { file } = await draw({ imageFormat });
		expect(file.bytes.includes(TEST_KEY)).toBe(false);
	}
	expect(await decodeTwice((await draw()).file.bytes)).toEqual({ zxing: LINK, qr: LINK });
});
