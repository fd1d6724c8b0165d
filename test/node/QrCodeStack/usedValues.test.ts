import type { INodeListSearchResult } from 'n8n-workflow';

import { QrCodeStack } from '../../../nodes/QrCodeStack/QrCodeStack.node';
import { forgetPageParameters } from '../../../nodes/shared/paging/fetchPage';
import { forgetAccounts } from '../../../nodes/shared/http/knownAccount';
import { ACTION, createHarness } from '../../support/harness';
import { guardNetwork, ok, refusal, serve } from '../../support/mockApi';
import { useVirtualClock } from '../../support/virtualClock';

const harness = createHarness();
guardNetwork();

let time: ReturnType<typeof useVirtualClock>;
beforeEach(() => {
	forgetAccounts();
	forgetPageParameters();
	time = useVirtualClock();
});
afterEach(() => time.restore());

type Method = 'searchDotShapes' | 'searchFrames' | 'searchTypes';

async function search(
	method: Method,
	filter?: string,
	from = harness,
): Promise<INodeListSearchResult['results']> {
	const node = from.makeNode(ACTION, { resource: 'qrCode', operation: 'create' });
	const { results } = await new QrCodeStack().methods.listSearch[method].call(
		from.loadOptionsContext(node),
		filter,
	);
	return results;
}

const valuesOf = (results: INodeListSearchResult['results']) => results.map(({ value }) => value);
const designed = (design: object, more: object = {}) => ({
	id: 'q1',
	render_customizations: design,
	...more,
});

it('lists what is documented, then what the codes of the account have, each once', async () => {
	serve(
		ok([
			designed({ dot_shape: 'classy', frame: 'ticket' }, { type: 'vcard' }),
			designed({ dotShape: 'rounded', frame: 'scan-me-bottom' }, { type: 'url' }),
			designed({ dot_shape: 'classy' }, { type: 'wifi' }),
			{ id: 'q4' },
			'no code',
		]),
	);
	expect(valuesOf(await search('searchDotShapes'))).toEqual(['rounded', 'classy']);
	expect(valuesOf(await search('searchFrames'))).toEqual(['scan-me-bottom', 'ticket']);
	expect(valuesOf(await search('searchTypes'))).toEqual(['url', 'vcard', 'wifi']);
});

it('asks for one page, once a minute for all three lists', async () => {
	const page = Array.from({ length: 100 }, (_, index) => ({ id: `q${index}`, type: 'url' }));
	const calls = serve(ok(page, { pagination: { page: 1, limit: 100, total: 5_000 } }));
	for (const method of ['searchDotShapes', 'searchFrames', 'searchTypes'] as const) await search(method);
	expect(calls).toHaveLength(1);

	time.advance(60_000);
	serve(ok([designed({ frame: 'new' })]));
	expect(valuesOf(await search('searchFrames'))).toContain('new');
	expect(calls).toHaveLength(2);
});

it.each(['CLASS', ' class '])('shows those that contain "%s"', async (filter) => {
	serve(ok([designed({ dot_shape: 'classy' }), designed({ dot_shape: 'square' })]));
	expect(valuesOf(await search('searchDotShapes', filter))).toEqual(['classy']);
});

it.each([
	[401, 1],
	[403, 1],
	[404, 1],
	[500, 4],
])('shows what is documented where the API answers %i', async (status, attempts) => {
	for (let attempt = 0; attempt < attempts; attempt++) serve(refusal(status));
	expect(valuesOf(await search('searchFrames'))).toEqual(['scan-me-bottom']);
});

it('shows what is documented without a key', async () => {
	expect(valuesOf(await search('searchDotShapes', undefined, createHarness({ apiKey: '' })))).toEqual([
		'rounded',
	]);
});

it('leaves out what n8n would evaluate, and shows the rest without markup', async () => {
	serve(
		ok(
			['={{ 1 }}', ' =1', '<b>x</b>', 'x'.repeat(101), '', 7, null, { a: 1 }, ['y']].map((frame) =>
				designed({ frame }),
			),
		),
	);
	const results = await search('searchFrames');
	expect(results.map(({ name }) => name)).not.toEqual(
		expect.arrayContaining([expect.stringMatching(/[<>]|^=/)]),
	);
	expect(valuesOf(results)).toEqual(['scan-me-bottom', '<b>x</b>', '7']);
});
