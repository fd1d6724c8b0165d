import type { INodeParameters } from 'n8n-workflow';

import { ACTION, createHarness } from '../../support/harness';
import { failureOf, guardNetwork, ok, serve } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const createMany = (qrCodesJson: string, options: INodeParameters = {}): INodeParameters => ({
	resource: 'qrCode',
	operation: 'createMany',
	source: 'json',
	qrCodesJson,
	options,
});

test.each<[string, INodeParameters, string]>([
	[
		'Batch Size must not be over 500',
		createMany('[{"name":"A","destination_url":"https://a.example"}]', { batchSize: 501 }),
		'at once',
	],
	['QR Codes (JSON) is not complete JSON', createMany('[{"name":"A"}'), 'ends too early'],
	['QR Codes (JSON) is not valid JSON', createMany('[{"name":,}]'), 'line 1, character 10: “,”'],
])('a slip in a field is told before any call: %s', async (headline, parameters, detail) => {
	const failure = await failureOf(harness.execute(parameters));
	expect(failure.message).toBe(headline);
	expect(failure.description).toContain(detail);
});

/** Runs Get Many; answers the items, the query that was sent, and what the output panel is told. */
async function getMany(parameters: INodeParameters, answer: object[]) {
	const node = harness.makeNode(ACTION, { resource: 'qrCode', operation: 'getAll', ...parameters });
	const context = harness.executeContext(node);
	const calls = serve(ok(answer));
	const items = await harness.runNode(context);
	return {
		items: items.map(({ json }) => json),
		query: calls[0]?.query,
		hints: context.hints.map(({ message }) => message),
	};
}

test('a query parameter without a name is left out, and this is told', async () => {
	const parameter = [
		{ name: ' ', value: 'active' },
		{ name: 'status', value: 'active' },
	];
	const { query, hints } = await getMany({ options: { queryParameters: { parameter } } }, []);

	expect(query).toEqual({ page: '1', limit: '50', status: 'active' });
	expect(hints).toEqual(['A query parameter without a name was not sent.']);
});

test('the selected fields may come as a list, and are fields of the answer only', async () => {
	const fields = '={{ ["id", "name", "constructor"] }}';
	const { items, hints } = await getMany({ output: 'selectedFields', fields }, [
		{ id: 1, name: 'A', type: 'url' },
	]);

	expect(items).toEqual([{ id: 1, name: 'A' }]);
	expect(Object.keys(items[0]!)).toEqual(['id', 'name']);
	expect(hints).toEqual(['There are results without the field "constructor".']);
});
