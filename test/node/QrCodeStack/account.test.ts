import nock from '../../support/nock';

import { API_ORIGIN, BASE_PATH, createHarness, TEST_KEY } from '../../support/harness';

const harness = createHarness();
const api = () => nock(API_ORIGIN, { reqheaders: { authorization: `Bearer ${TEST_KEY}` } });

afterEach(() => nock.cleanAll());

test('Account: Get puts out the account without its envelope, linked to its item', async () => {
	const account = { account_id: 'a1', plan: 'pro', usage: { api_calls_this_month: 3 }, news: 'kept' };
	api().get(`${BASE_PATH}/me`).reply(200, { success: true, data: account });

	const items = await harness.execute({ resource: 'account', operation: 'get' });

	expect(items).toEqual([{ json: account, pairedItem: { item: 0 } }]);
});
