import { createHarness } from '../../../support/harness';
import { guardNetwork, ok, rows, serve } from '../../../support/mockApi';

const harness = createHarness();
guardNetwork();

const LIST = { resource: 'qrCode', operation: 'getAll', returnAll: true };
const readIds = async () => (await harness.execute(LIST)).map(({ json }) => json.id);
const ids = (count: number) => rows(count).map(({ id }) => id);

test('a full page that tells its size and nothing else is not the last one', async () => {
	serve(
		ok(rows(100), { pagination: { page: 1, limit: 100 } }),
		ok(rows(100, 101), { pagination: { page: 2, limit: 100 } }),
		ok(rows(7, 201), { pagination: { page: 3, limit: 100 } }),
	);

	expect(await readIds()).toEqual(ids(207));
});

test('where pages are shorter than asked for, the offset moves on by what they hold', async () => {
	const calls = serve(
		ok(rows(40), { offset: 0, total: 90 }),
		ok(rows(40, 41), { offset: 40, total: 90 }),
		ok(rows(10, 81), { offset: 80, total: 90 }),
	);

	expect(await readIds()).toEqual(ids(90));
	expect(calls.slice(1).map(({ query }) => query.offset)).toEqual(['40', '80']);
});
