import type { INodeParameters } from 'n8n-workflow';

import { createHarness } from '../../../support/harness';
import { guardNetwork, serve } from '../../../support/mockApi';

const harness = createHarness();
guardNetwork();

const byId = { qrCodeId: { __rl: true, mode: 'id', value: 'q1' } };
const run = async (parameters: INodeParameters, status: number, body: unknown) => {
	serve({ status, body });
	const [item] = await harness.execute(
		{ ...byId, ...parameters },
		{ node: { onError: 'continueRegularOutput' } },
	);
	return item?.json ?? {};
};

describe('W19: analytics of another form than one object', () => {
	const DAYS = [{ day: '2026-11-22', scans: 3 }];

	test.each<[string, unknown, object]>([
		['a list by day', { success: true, data: DAYS }, { data: DAYS }],
		['a list without the envelope', DAYS, { data: DAYS }],
		['an empty list', { success: true, data: [] }, { data: [] }],
		['nothing', { success: true, data: null }, { data: null }],
		[
			'a summary beside it',
			{ success: true, data: DAYS, summary: { scans: 3 } },
			{ data: DAYS, summary: { scans: 3 } },
		],
		[
			'an object, and what stands beside it',
			{ data: { scans: 3 }, period: 'week' },
			{ scans: 3, period: 'week' },
		],
	])('as %s are passed on whole', async (_, body, expected) => {
		expect(await run({ resource: 'qrCode', operation: 'getAnalytics' }, 200, body)).toEqual(expected);
	});
});

describe('W18: a limit of the plan', () => {
	const usage = (limit: unknown) => ({
		success: true,
		data: {
			plan: 'advanced',
			usage: { dynamic_qr_count: '42', dynamic_qr_limit: limit, api_calls_monthly_limit: limit },
		},
	});
	const getAccount = async (limit: unknown) =>
		await run({ resource: 'account', operation: 'get', output: 'simplified' }, 200, usage(limit));

	test.each([-1, 0, null, '', 'unlimited', undefined])('that is written %j is none', async (limit) => {
		expect(await getAccount(limit)).toMatchObject({ qrCodes: 42, qrCodeLimit: null, qrCodesPercent: null });
	});

	test('may be a number in a text', async () => {
		expect(await getAccount('250')).toMatchObject({
			qrCodeLimit: 250,
			qrCodesPercent: 16.8,
			apiCallLimit: 250,
		});
	});
});

describe('P13: what stands between n8n and the API', () => {
	test('a proxy that asks for a login is named, and not the plan of the account', async () => {
		const { error, message } = await run({ resource: 'qrCode', operation: 'get' }, 407, '<html>Login</html>');
		expect(`${String(error)} ${String(message)}`).toMatch(/proxy/i);
		expect(`${String(error)} ${String(message)}`).not.toMatch(/plan/i);
	});
});
