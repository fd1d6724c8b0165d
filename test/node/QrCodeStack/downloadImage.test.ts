import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { endSession, openSession } from '../../../nodes/shared/http/session';
import { downloadImage } from '../../../nodes/QrCodeStack/output/downloadImage';
import { ACTION, API_ORIGIN, BASE_PATH, createHarness, TEST_KEY } from '../../support/harness';
import { guardNetwork, ok, refusal, serve, tooMany, type Reply } from '../../support/mockApi';
import { processorMs } from '../../support/processorTime';

const harness = createHarness();
const guard = guardNetwork();

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from([0, 1, 2, 255])]);
const OWN = `${API_ORIGIN}/files/q1.png`;
const file = (body: string | Buffer): Reply => ({ body });
const coded = (image_url: unknown, more: object = {}) =>
	ok({ id: 'q1', name: 'Spring promo!', image_url, ...more });

const GET_IMAGE: INodeParameters = {
	resource: 'qrCode',
	operation: 'getImage',
	qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
	imageOptions: { source: 'qrCodeStack' },
};

/** Runs Get Image, and hands out the item, or why there is none. */
const run = async (on = harness, items?: INodeExecutionData[]) => {
	const context = on.executeContext(on.makeNode(ACTION, GET_IMAGE), items);
	Object.defineProperty(context.helpers, 'prepareBinaryData', {
		value: async (bytes: Buffer, fileName: string, mimeType: string) => ({ bytes, fileName, mimeType }),
	});
	try {
		const [item] = await on.runNode(context);
		return { item, binary: item?.binary?.data };
	} catch (error) {
		const { message, description } = error as Error & { description: string };
		return { reason: message === 'No file came of it' ? description : message };
	}
};

test('no call is made where the input item has the link', async () => {
	const calls = serve(file(PNG));
	const { binary } = await run(harness, [{ json: { id: 'q1', image_url: OWN } }]);
	expect(binary).toMatchObject({ bytes: PNG });
	expect(calls).toHaveLength(1);
});

test.each([OWN, '/files/q1.png', '../../files/q1.png'])(
	'the image that the code links to on the API’s own address is attached: %s',
	async (link) => {
		const calls = serve(coded(link), file(PNG));
		const { item, binary } = await run();
		expect(binary).toEqual({ bytes: PNG, fileName: 'Spring-promo.png', mimeType: 'image/png' });
		expect(item?.json).toEqual({ id: 'q1', name: 'Spring promo!', image_url: link });
		expect(item?.pairedItem).toEqual({ item: 0 });
		expect(calls[1]).toMatchObject({ method: 'GET', path: '/files/q1.png' });
		expect(calls[1]?.headers.authorization).toBe(`Bearer ${TEST_KEY}`);
	},
);

describe('a limit that the image meets', () => {
	const BELOW_BASE = `${API_ORIGIN}${BASE_PATH}/qr-codes/q1/image`;

	test.each([OWN, BELOW_BASE])('is waited out: %s', async (link) => {
		const calls = serve(coded(link), tooMany('20'), file(PNG));
		expect((await run()).binary).toMatchObject({ mimeType: 'image/png' });
		expect(guard.clock.sleptMs()).toBeGreaterThanOrEqual(20_000);
		expect(calls).toHaveLength(3);
	});

	test('holds back calls as well, where the image is a call of the API', async () => {
		serve(coded(BELOW_BASE), tooMany('3000'));
		await run();
		expect((await run()).reason).toBe('QRCodeStack is not taking calls for a while');
	});

	test('holds back other images, but no calls, where the image is a file of the web server', async () => {
		const calls = serve(coded(OWN), tooMany('3000'), coded(OWN));
		await run();
		const { binary, reason } = await run();
		expect(binary).toBeUndefined();
		expect(reason).toContain('could not be attached: QRCodeStack is not taking calls');
		expect(calls).toHaveLength(3);
	});

	test('is waited for no longer when another item ends the run', async () => {
		const session = await openSession(harness.executeContext(harness.makeNode(ACTION)), {
			maxWaitMs: 120_000,
		});
		const calls = serve(tooMany('60'));
		guard.clock.after(5_000, () => endSession(session));

		expect(await downloadImage(session, { isDeleted: false, imageUrl: OWN, raw: {} })).toEqual({
			reason: expect.stringContaining('could not be attached'),
		});
		expect(guard.clock.sleptMs()).toBeLessThan(40_000);
		expect(calls).toHaveLength(1);
	});

	test('of the web server, told in headers, is not taken for the one of the API', async () => {
		const spent = { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '60' };
		serve(coded(OWN), { ...file(PNG), headers: spent }, coded(null));
		await run();
		await run();
		// no minute is waited for
		expect(guard.clock.sleptMs()).toBeLessThan(10_000);
	});
});

describe('anything else is left alone, and said:', () => {
	test.each([
		'https://cdn.example/q1.png',
		`http://${new URL(API_ORIGIN).host}/q1.png`,
		`${API_ORIGIN}:444/q1.png`,
		`${API_ORIGIN}.evil.example/q1.png`,
		`https://user:secret@${new URL(API_ORIGIN).host}/q1.png`,
		'//evil.example/q1.png',
		'\\\\evil.example\\q1.png',
		'data:image/png;base64,AAAA',
		'file:///etc/passwd',
		'http://[',
	])('a link that leads elsewhere: %s', async (link) => {
		const calls = serve(coded(link));
		const { binary, reason } = await run();
		expect(binary).toBeUndefined();
		expect(reason).toContain('lies on another server than the API');
		expect(calls).toHaveLength(1);
	});

	test.each([undefined, null, '', 5, { source: OWN }])('no link: %j', async (link) => {
		serve(coded(link));
		expect((await run()).reason).toContain('sent no link to the image');
	});

	test.each([
		['a redirect', { status: 302, headers: { Location: 'https://evil.example/' } }, 'which was not followed'],
		['a 404', refusal(404), 'could not find the image'],
		['a 404 that is no JSON', { status: 404, body: '<html>' }, 'could not find the image'],
		['a month’s limit', tooMany('90000'), 'API calls are used up'],
	])('%s', async (_, reply, reason) => {
		serve(coded(OWN), reply as Reply);
		expect((await run()).reason).toContain(reason);
	});

	test.each([
		['a web page', '<!DOCTYPE html><html></html>'],
		['JSON', '{"success":true}'],
		['a program', Buffer.from('4d5a9000', 'hex')],
		['a text that names a signature', 'GIF88a'],
	])('%s behind the link', async (_, body) => {
		serve(coded(OWN), file(body));
		expect((await run()).reason).toContain('there is no PNG, JPEG');
	});

	test('an image in which the server repeats the API key', async () => {
		serve(coded(OWN), file(`<svg><title>Bearer ${TEST_KEY}</title></svg>`));
		const { binary, reason } = await run();
		expect(binary).toBeUndefined();
		expect(reason).toContain('The image of a QR code holds your API key, so it was not attached.');
	});

	test('more than 5 MB, or nothing', async () => {
		serve(coded(OWN), file(Buffer.concat([PNG, Buffer.alloc(5_000_000)])), coded(OWN), file(''));
		expect((await run()).reason).toContain('larger than 5 MB');
		expect((await run()).binary).toBeUndefined();
	});
});

describe('types are told by content:', () => {
	const svg = (inside: string, attributes = '') =>
		`<?xml version="1.0"?>\n<svg ${attributes}>${inside}</svg>`;

	test.each<[string, string | Buffer]>([
		['image/jpeg', Buffer.from('ffd8ffe000', 'hex')],
		['image/gif', 'GIF89a....'],
		['image/webp', 'RIFF1234WEBPVP8 '],
		['image/svg+xml', svg('<path d="M0"/>', 'xmlns="http://www.w3.org/2000/svg"')],
		['image/svg+xml', '\uFEFF<!-- made-by-hand -->\n<!DOCTYPE svg PUBLIC "a" "b">\n<SVG>'],
		['image/svg+xml', svg('<use href="#a"/><image href="data:image/png;base64,AA"/>')],
		['image/svg+xml', svg('<title>Müller &amp; Söhne</title><style>.a { fill: url(#b) }</style>')],
		[
			'image/svg+xml',
			svg('<defs>\n<linearGradient id="b"><stop offset="0"/></linearGradient></defs><g><rect/></g>'),
		],
	])('%s', async (mimeType, body) => {
		serve(coded(OWN), file(body));
		expect((await run()).binary).toMatchObject({ mimeType });
	});

	test.each([
		svg('<script>x</script>'),
		svg('<g onload="x"/>'),
		svg('', 'onload = "x"'),
		svg('<a href="javascript:x"/>'),
		svg('<image href="https://evil.example/p.png"/>'),
		svg('<a href="data:text/html,<b>x</b>"/>'),
		svg("<image xlink:href='//evil.example/p.png'/>"),
		svg('<foreignObject/>'),
		svg('<style>@import "x"</style>'),
		svg('<rect style="fill:url(https://evil.example/)"/>'),
		'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
		svg('<s:script>x</s:script>', 'xmlns:s="http://www.w3.org/2000/svg"'),
		svg('<h:img src="//evil.example/p.png"/>', 'xmlns:h="http://www.w3.org/1999/xhtml"'),
		svg('<scr\x1b(Bipt>x</script>').replace('1.0"', '1.0" encoding="ISO-2022-JP"'),
		svg('<style>&#64;import "x"</style>'),
		svg('<style>rect { fill: u\\72l(https://evil.example/) }</style>'),
		svg('', 'style="background: image-set(\'https://evil.example/p.png\' 1x)"'),
		`<?xml-stylesheet href="#x"?>${svg('')}`,
		svg('<?xml-stylesheet href="#x"?>'),
		svg('<a href="#x"><animate attributeName="href" to="javascript:x"/></a>'),
		svg('<use href="#x" xml:base="https://evil.example/"/>'),
	])('an SVG that could do something is not attached: %s', async (body) => {
		serve(coded(OWN), file(body));
		expect((await run()).binary).toBeUndefined();
	});

	test('a hostile start of an SVG takes no time', async () => {
		serve(coded(OWN), file('<!-- -'.repeat(50_000)));
		const usedBeforeMs = processorMs();
		await run();
		expect(processorMs() - usedBeforeMs).toBeLessThan(2_000);
	});
});

test.each([
	['...', 'qr-code.png'],
	['../../etc/passwd', 'etc-passwd.png'],
	['Café Müller', 'Café-Müller.png'],
	['x'.repeat(500), `${'x'.repeat(60)}.png`],
])('the file name is made of harmless characters of the name: %s', async (name, fileName) => {
	serve(coded(OWN, { name }), file(PNG));
	expect((await run()).binary).toMatchObject({ fileName });
});
