import nock from '../../support/nock';

import { clock } from '../../../nodes/shared/util/clock';

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

test('Simplified says how much of the plan is used, and when the month of the calls is over', async () => {
	jest.spyOn(clock, 'nowMs').mockReturnValue(Date.UTC(2026, 11, 31, 23, 59));
	const usage = {
		...{ dynamic_qr_count: 42, dynamic_qr_limit: 250 },
		...{ api_calls_this_month: 1834, api_calls_monthly_limit: 5000 },
	};
	const account = { account_id: 'a1', email: 'you@example.com', plan: 'pro', usage };
	api().get(`${BASE_PATH}/me`).reply(200, { success: true, data: account });

	const items = await harness.execute({ resource: 'account', operation: 'get', output: 'simplified' });

	expect(items.map(({ json }) => json)).toEqual([
		{
			plan: 'pro',
			qrCodes: 42,
			qrCodeLimit: 250,
			qrCodesPercent: 16.8,
			apiCalls: 1834,
			apiCallLimit: 5000,
			apiCallsPercent: 36.7,
			monthEndsAt: '2027-01-01T00:00:00.000Z',
		},
	]);
	jest.restoreAllMocks();
});

test('Simplified leaves open what the account does not tell, and takes the documented calls of its plan', async () => {
	api()
		.get(`${BASE_PATH}/me`)
		.reply(200, { success: true, data: { plan: 'advanced', usage: { api_calls_this_month: 25_000 } } });

	const [item] = await harness.execute({ resource: 'account', operation: 'get', output: 'simplified' });

	expect(item?.json).toMatchObject({
		qrCodes: null,
		qrCodesPercent: null,
		apiCallLimit: 100_000,
		apiCallsPercent: 25,
	});
});
