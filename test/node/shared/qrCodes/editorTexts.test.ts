import { QrCodeStack } from '../../../../nodes/QrCodeStack/QrCodeStack.node';
import { QrCodeStackTrigger } from '../../../../nodes/QrCodeStackTrigger/QrCodeStackTrigger.node';
import { ACTION, createHarness, TRIGGER } from '../../../support/harness';
import { guardNetwork, ok, serve } from '../../../support/mockApi';

const harness = createHarness();
guardNetwork();

const HOSTILE_NAMES = [
	'={{ "x".repeat(2e8).split("").length }}',
	'={{ broken (',
	'  ={{ 1 }}',
	'\u202e={{ 1 }}',
	'=',
];

async function pick(code: object) {
	serve(ok([code]));
	const context = harness.loadOptionsContext(
		harness.makeNode(ACTION, { resource: 'qrCode', operation: 'get' }),
	);
	const { results } = await new QrCodeStack().methods.listSearch.searchQrCodes.call(context);
	return results[0];
}

async function select(code: object) {
	serve(ok([code]));
	const context = harness.loadOptionsContext(harness.makeNode(TRIGGER, { watch: 'selected' }));
	const [entry] = await new QrCodeStackTrigger().methods.loadOptions.getQrCodes.call(context);
	return entry;
}

describe('what the editor stores of a picked code is no expression', () => {
	test.each(HOSTILE_NAMES)('a code with the name %j', async (name) => {
		for (const entry of [await pick({ id: 'q1', name }), await select({ id: 'q1', name })]) {
			expect(entry).toMatchObject({ value: 'q1' });
			expect(String(entry?.name).trim()).not.toMatch(/^=/);
			expect(entry?.name).toContain('=');
		}
	});

	test.each(['={{ $json.secret }}', ' ={{ 1 }}', '='])(
		'a code with the ID %j cannot be chosen',
		async (id) => {
			for (const entry of [await pick({ id, name: 'Poster' }), await select({ id, name: 'Poster' })]) {
				expect(entry).toMatchObject({
					name: 'Poster [cannot be chosen: n8n takes its ID for an expression]',
					value: '',
				});
			}
		},
	);

	test('a short link does not bring one in', async () => {
		const entry = await pick({ id: 'q1', name: '', short_url: '={{ 1 }}' });
		expect(entry?.name).not.toMatch(/^=/);
	});
});

test.each([
	'https://a.example/<img src=https://evil.example/x.png>',
	'https://a.example/?a=1&lt;img src=x&gt;',
	'<a href="https://evil.example">Renew your key here</a>',
	'<form action="https://evil.example"><button>Go</button></form>',
])('the small print of the multi-select holds no markup: %s', async (destination_url) => {
	const { description = '' } = (await select({ id: 'q1', name: 'Poster', destination_url })) ?? {};
	expect(description).not.toMatch(/[<>"']/);
	expect(description).not.toMatch(/&(?!(?:amp|quot|#39);)/);
});
