import {
	accountQuotaOf,
	callsAhead,
	callsPerHour,
	enqueue,
	forgetAccountQuotas,
	joinPool,
	linkAccount,
	notePoll,
	shareFor,
	type PoolTrigger,
} from '../../../../nodes/QrCodeStackTrigger/budget/accountQuota';

const NOW = Date.UTC(2026, 10, 22, 8);
const HOUR = 3_600_000;

beforeEach(forgetAccountQuotas);

/** Triggers of one key that have just polled. */
function join(count: number, percent = 50, key = 'key') {
	const quota = accountQuotaOf(key, undefined);
	const triggers = Array.from({ length: count }, (): PoolTrigger => ({ polledAtMs: NOW }));
	const pools = triggers.map((trigger) => joinPool(quota, percent, trigger, NOW));
	return { quota, pool: pools[0]!, pools, triggers };
}

test('triggers with the same share of an account draw on one bucket, those with another share on another', () => {
	const { pool, pools } = join(2);

	expect(pools[1]).toBe(pool);
	expect(join(1, 10).pool).not.toBe(pool);
	expect(join(1, 50, 'another key').pool).not.toBe(pool);
});

test('two keys of one account lead to one quota as soon as that is known', () => {
	const [first, second] = ['a', 'b'].map((key) => accountQuotaOf(key, undefined));
	linkAccount(first!, 'account');
	linkAccount(second!, 'account');

	expect(accountQuotaOf('b', undefined)).toBe(first);
	expect(accountQuotaOf('c', undefined)).not.toBe(first);
});

test('a key does not change its account, whatever GET /me says later', () => {
	const quota = accountQuotaOf('a', undefined);
	linkAccount(quota, 'account');
	linkAccount(quota, 'another');

	expect(quota.account).toBe('account');
	expect(accountQuotaOf('a', undefined)).toBe(quota);
});

test.each([
	[[50], [50]],
	[
		[10, 50],
		[10, 50],
	],
	[
		[60, 100],
		[37.5, 62.5],
	],
])('shares of %j percent come to %j: together never more than the plan', (shares, expected) => {
	for (const percent of shares) join(1, percent);

	expect(shares.map((percent) => shareFor(accountQuotaOf('key', undefined), percent, NOW).percent)).toEqual(
		expected,
	);
});

test('a share that no trigger uses any more takes nothing from the others', () => {
	join(1, 60);
	const { quota, triggers } = join(1, 100);
	notePoll(triggers[0]!, NOW + 3 * HOUR);

	expect(shareFor(quota, 100, NOW + 3 * HOUR).percent).toBe(100);
});

test('a trigger waits for those that came before it, and for no other', () => {
	const { pool, triggers } = join(3);
	const [first, second] = triggers as [PoolTrigger, PoolTrigger];
	enqueue(pool, second, 10);
	enqueue(pool, first, 5);
	enqueue(pool, second, 12);
	const ahead = () => triggers.map((trigger) => callsAhead(pool, NOW, trigger));

	expect(ahead()).toEqual([12, 0, 17]);
	expect(callsAhead(pool, NOW)).toBe(17);
	second.waitsFor = undefined;
	expect(ahead()).toEqual([0, 5, 5]);
});

test('a trigger that was switched off keeps nobody waiting', () => {
	const { pool, triggers } = join(1);
	enqueue(pool, triggers[0]!, 10);

	expect(callsAhead(pool, NOW + HOUR)).toBe(10);
	expect(callsAhead(pool, NOW + 3 * HOUR)).toBe(0);
});

test('a trigger that polls rarely keeps its turn from one of its polls to the next', () => {
	const { pool, triggers } = join(1);
	notePoll(triggers[0]!, NOW + 12 * HOUR);
	enqueue(pool, triggers[0]!, 10);

	expect(callsAhead(pool, NOW + 24 * HOUR)).toBe(10);
	expect(callsAhead(pool, NOW + 36 * HOUR)).toBe(0);
});

test('what the schedules ask for is known once each trigger has polled twice, and counts their shortest time', () => {
	const { pool, triggers } = join(2);
	triggers.forEach((trigger, index) => Object.assign(trigger, { usualCalls: index + 1 }));
	notePoll(triggers[0]!, NOW + HOUR);
	expect(callsPerHour(pool)).toBeUndefined();
	notePoll(triggers[1]!, NOW + HOUR);
	for (const trigger of triggers) notePoll(trigger, NOW + 9 * HOUR);

	expect(callsPerHour(pool)).toBe(3);
});
