import type { IDataObject } from 'n8n-workflow';

import { accountQuotaOf } from '../../../../nodes/QrCodeStackTrigger/budget/accountQuota';
import { nameAccount } from '../../../../nodes/shared/http/knownAccount';
import { API_ORIGIN, BASE_PATH, TEST_KEY } from '../../../support/harness';
import { forgetProcess, restartAll, ThinHost } from '../../../support/thinHost';
import { useVirtualClock } from '../../../support/virtualClock';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOVEMBER_MS = Date.UTC(2026, 10, 1);
const SHARE_PER_DAY = 2_500 / 30;

const NAME = nameAccount(API_ORIGIN + BASE_PATH, TEST_KEY);

let time: ReturnType<typeof useVirtualClock>;
beforeEach(() => {
	time = useVirtualClock(NOVEMBER_MS);
	forgetProcess();
});
afterEach(() => time.restore());

interface World {
	/** The calls that each host made. */
	calls: Map<string, number>;
	/** What GET /me answers for a key: the account, its limit, and what is used. */
	me: (apiKey: string) => { status?: number; account_id?: string; limit?: unknown; used?: number };
	/** How far the API's clock is ahead of n8n's. */
	skewMs: number;
	asked: number;
}

/** A trigger of one code in a world whose calls are counted. */
function makeHost(
	world: World,
	name: string,
	percent: number,
	stored: IDataObject = {},
	apiKey?: string,
): ThinHost {
	const parameters = {
		watch: 'one',
		qrCodeId: { __rl: true, mode: 'id', value: 'c0' },
		options: { monthlyBudget: percent, includeQrCode: false },
	};
	const host = new ThinHost(
		name,
		parameters,
		(path, key) => {
			world.calls.set(name, (world.calls.get(name) ?? 0) + 1);
			const headers = { date: new Date(time.now() + world.skewMs).toUTCString() };
			if (!path.startsWith('/me')) return { status: 200, body: { success: true, data: [] }, headers };
			world.asked++;
			const { status = 200, account_id, limit, used = 0 } = world.me(key);
			const usage = { api_calls_this_month: used, api_calls_monthly_limit: limit };
			return { status, body: { success: status < 400, data: { account_id, usage } }, headers };
		},
		stored,
	);
	if (apiKey) host.apiKey = apiKey;
	return host;
}

const newWorld = (me: World['me'] = () => ({ account_id: 'a', limit: 5_000 })): World => ({
	calls: new Map(),
	me,
	skewMs: 0,
	asked: 0,
});

async function pollFor(durationMs: number, hosts: ThinHost[], everyMs = 15 * MINUTE): Promise<void> {
	for (let passedMs = 0; passedMs < durationMs; passedMs += everyMs) {
		time.advance(everyMs);
		for (const host of hosts) await host.poll();
	}
}

/** The calls of each host in so many days after the first one, by day. */
async function callsPerDay(world: World, hosts: ThinHost[], days: number): Promise<number[]> {
	for (const host of hosts) await host.activate();
	await pollFor(DAY, hosts);
	const before = new Map(world.calls);
	await pollFor(days * DAY, hosts);
	return [...world.calls].map(([name, calls]) => (calls - (before.get(name) ?? 0)) / days);
}

describe('triggers with one key', () => {
	test.each([
		['the small one first', [10, 50]],
		['the large one first', [50, 10]],
	])('and shares of 10%% and 50%% have each its own, %s', async (_, percents) => {
		const world = newWorld();
		const hosts = percents.map((percent) => makeHost(world, `t${percent}`, percent));
		const perDay = await callsPerDay(world, hosts, 6);

		for (const [index, percent] of percents.entries()) {
			const share = (5_000 * percent) / 100 / 30;
			expect(perDay[index]).toBeGreaterThan(share * 0.9);
			expect(perDay[index]).toBeLessThanOrEqual(share * 1.02);
		}
	});

	test('and the same share have it together, and each its part', async () => {
		const world = newWorld();
		const perDay = await callsPerDay(
			world,
			['a', 'b', 'c'].map((name) => makeHost(world, name, 50)),
			6,
		);

		expect(perDay.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(SHARE_PER_DAY * 1.02);
		for (const each of perDay) expect(each).toBeGreaterThan((SHARE_PER_DAY / 3) * 0.8);
	});

	test('and the same share have it together over restarts too', async () => {
		const world = newWorld();
		const hosts = ['a', 'b', 'c'].map((name) => makeHost(world, name, 50));
		for (const host of hosts) await host.activate();
		for (let restart = 0; restart < 6 * 8; restart++) {
			await pollFor(3 * HOUR, hosts);
			await restartAll(hosts);
		}

		const calls = [...world.calls.values()].reduce((sum, each) => sum + each);
		expect(calls).toBeLessThan(6 * SHARE_PER_DAY * 1.05 + 31);
		expect(calls).toBeGreaterThan(6 * SHARE_PER_DAY * 0.9);
	});
});

describe('a budget belongs to an account', () => {
	const accounts: { [key: string]: string } = { k1: 'a', k2: 'a', k3: 'b' };
	const byKey: World['me'] = (key) => ({ account_id: accounts[key], limit: 5_000 });

	/** What is stored of a trigger that has spent its share under the key k1. */
	async function spentOut(world: World): Promise<IDataObject> {
		const host = makeHost(world, 't', 50, {}, 'k1');
		await host.activate();
		await pollFor(HOUR, [host]);
		await restartAll([host]);
		const state = structuredClone(host.database.qrCodeStack) as { budget: IDataObject };
		Object.assign(state.budget, { spent: 2_500, available: -50 });
		forgetProcess();
		world.calls.clear();
		return { qrCodeStack: state as never };
	}

	test.each([
		['a key of another account begins anew', 'k3', 30],
		['a new key of the same account goes on', 'k2', 0],
		['the same key goes on', 'k1', 0],
	])('%s', async (_, apiKey, atOnce) => {
		const world = newWorld(byKey);
		const host = makeHost(world, 't', 50, await spentOut(world), apiKey);
		await restartAll([host]);
		await pollFor(3 * HOUR, [host], 5 * MINUTE);

		expect(world.calls.get('t') ?? 0).toBeGreaterThanOrEqual(atOnce);
		// without the calls of a new trigger, three hours have ten, and one asks whose key it is
		if (atOnce === 0) expect(world.calls.get('t') ?? 0).toBeLessThanOrEqual(11);
	});

	test('in a process that goes on as well: the credential is changed and the trigger polls', async () => {
		const world = newWorld(byKey);
		const host = makeHost(world, 't', 50, await spentOut(world), 'k1');
		await restartAll([host]);
		await pollFor(HOUR, [host]);
		host.apiKey = 'k3';
		const before = world.calls.get('t') ?? 0;
		await pollFor(7 * DAY, [host]);

		expect((world.calls.get('t') ?? 0) - before).toBeGreaterThan(7 * SHARE_PER_DAY * 0.9);
	});
});

test('what others spend is known after a restart, although no scan was stored', async () => {
	const world = newWorld(() => ({
		account_id: 'a',
		limit: 5_000,
		used: Math.floor((time.now() - NOVEMBER_MS) / HOUR),
	}));
	const host = makeHost(world, 't', 50);
	await host.activate();
	for (let day = 1; day <= 3; day++) {
		await pollFor(DAY, [host]);
		await restartAll([host]);
		const { budget } = host.database.qrCodeStack as { budget: { monthly: { used: number } } };
		// and the question itself
		expect(budget.monthly.used).toBe(24 * day + 1);
	}
	// twice while it runs, and once as it starts
	expect(world.asked).toBeLessThanOrEqual(1 + 3 * 3);
});

describe('never a week of silence', () => {
	/** The calls in the seven days after what was stored was changed in this way. */
	async function weekAfter(change: object, { percent = 50, me = undefined as World['me'] | undefined } = {}) {
		const world = newWorld(me);
		const host = makeHost(world, 't', percent);
		await host.activate();
		await pollFor(8 * HOUR, [host]);
		await restartAll([host]);
		const state = structuredClone(host.database.qrCodeStack) as { budget: IDataObject };
		Object.assign(state.budget, change);
		forgetProcess();
		world.calls.clear();
		const after = makeHost(world, 't', percent, { qrCodeStack: state as never });
		await restartAll([after]);
		await pollFor(7 * DAY, [after]);
		return { calls: world.calls.get('t') ?? 0, errors: after.errors };
	}

	test.each<[string, object]>([
		['a debt', { available: -1e12 }],
		['polls', { pollCalls: 1e12 }],
		['a time in the future', { atMs: NOVEMBER_MS + 400 * DAY, askedAtMs: NOVEMBER_MS + 400 * DAY }],
	])('%s that was written into the state by hand', async (_, change) => {
		const { calls, errors } = await weekAfter(change);

		expect(calls).toBeGreaterThan(6 * SHARE_PER_DAY * 0.8);
		expect(calls).toBeLessThan(7 * SHARE_PER_DAY * 1.05 + 31);
		expect(errors).toEqual([]);
	});

	test.each<[string, object]>([
		['as a hand wrote it into the state', { monthly: { limit: 10, used: 6 }, spent: 6 }],
		['by a count that nobody can have', { spent: 1e12 }],
		[
			'by a plan that is smaller now',
			{ monthly: { limit: 100_000, used: 30_000 }, spent: 30_000, askedAtMs: 0 },
		],
	])('a share that is used up, %s, is told once', async (_, change) => {
		const { calls, errors } = await weekAfter(change);

		expect(errors).toEqual(['The trigger pauses for more than a day']);
		expect(calls).toBeLessThanOrEqual(1);
	});

	test('calls of others that a hand wrote into the state are told as a pause, which the next GET /me ends', async () => {
		const { calls, errors } = await weekAfter({ monthly: { limit: 5_000, used: 1e12 } });

		expect(calls).toBeGreaterThan(6 * SHARE_PER_DAY * 0.8);
		expect(errors).toEqual(['The trigger pauses for more than a day']);
	});

	test('a pause of more than a day is reported once, over restarts too, and scans come after it', async () => {
		const world = newWorld(() => ({ account_id: 'a', limit: 100 }));
		// one call in a month
		const host = makeHost(world, 't', 1);
		await host.activate();
		await pollFor(3 * DAY, [host], HOUR);
		await restartAll([host]);
		await pollFor(3 * DAY, [host], HOUR);
		expect(host.errors).toEqual(['The trigger pauses for more than a day']);
		const before = world.calls.get('t');
		await pollFor(30 * DAY, [host], HOUR);

		expect(world.calls.get('t')).toBe((before ?? 0) + 1);
		expect(host.errors).toHaveLength(1);
	});
});

describe("the machine's clock", () => {
	test('that was days ahead at the start and is put right delays neither polls nor GET /me', async () => {
		const world = newWorld();
		const host = makeHost(world, 't', 50);
		time.advance(5 * DAY);
		world.skewMs = -5 * DAY;
		await host.activate();
		await pollFor(DAY, [host]);
		time.advance(-5 * DAY);
		world.skewMs = 0;
		const asked = world.asked;
		const before = world.calls.get('t') ?? 0;
		await pollFor(2 * DAY, [host]);

		expect((world.calls.get('t') ?? 0) - before).toBeGreaterThan(2 * SHARE_PER_DAY * 0.9);
		expect(world.asked - asked).toBeGreaterThanOrEqual(3);
	});

	test('that is wrong books for the right month after a restart too', async () => {
		const world = newWorld();
		const host = makeHost(world, 't', 50);
		world.skewMs = HOUR;
		time.advance(30 * DAY - 3 * HOUR);
		await host.activate();
		await pollFor(90 * MINUTE, [host], 10 * MINUTE);
		await restartAll([host]);
		time.advance(45 * MINUTE);
		world.calls.clear();
		await host.poll();
		const { spent } = accountQuotaOf(NAME, 50, undefined, { nowMs: time.now() }).budget;

		expect(spent).toBe(world.calls.get('t'));
	});

	test('that was days ahead without an API that tells the time', async () => {
		const world = newWorld();
		const host = makeHost(world, 't', 50);
		world.skewMs = Number.NaN;
		time.advance(5 * DAY);
		await host.activate();
		await pollFor(DAY, [host]);
		await restartAll([host]);
		time.advance(-5 * DAY);
		const before = world.calls.get('t') ?? 0;
		const asked = world.asked;
		await pollFor(2 * DAY, [host]);

		expect((world.calls.get('t') ?? 0) - before).toBeGreaterThan(2 * SHARE_PER_DAY * 0.9);
		expect(world.asked - asked).toBeGreaterThanOrEqual(3);
	});
});

test.each<[string, World['me']]>([
	['403', () => ({ status: 403 })],
	['404', () => ({ status: 404 })],
	['500', () => ({ status: 500 })],
	['null for every limit', () => ({ limit: null })],
])('GET /me with %s: eight days of work, a few questions, and one word of it', async (_, me) => {
	const world = newWorld(me);
	const host = makeHost(world, 't', 50);
	await host.activate();
	await pollFor(8 * DAY, [host]);

	expect(world.asked).toBeLessThan(26);
	expect((world.calls.get('t') ?? 0) - world.asked).toBeGreaterThan(8 * SHARE_PER_DAY - 26);
	expect(host.errors).toEqual(['QRCodeStack does not say how many API calls the plan has']);
});
