import { Limiter, type CallTerms, type LimitNews } from '../../../../nodes/shared/rateLimit/limiter';
import { drawTicket, MAX_CALLS_IN_FLIGHT } from '../../../../nodes/shared/rateLimit/slotQueue';
import { useVirtualClock } from '../../../support/virtualClock';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const GOOD: LimitNews = { isGood: true };

let time: ReturnType<typeof useVirtualClock>;
let limiter: Limiter;
beforeEach(() => {
	time = useVirtualClock();
	limiter = new Limiter();
});
afterEach(() => time.restore());

const terms = (change: Partial<CallTerms> = {}): CallTerms => ({
	ticket: drawTicket(false),
	longestWaitMs: () => 0,
	latestStartMs: Number.POSITIVE_INFINITY,
	isPersonal: false,
	signal: new AbortController().signal,
	beginWait: () => () => {},
	...change,
});
/** A call whose answer says that of the limit. */
const send = async (news: LimitNews, change: Partial<CallTerms> = {}) =>
	await limiter.schedule(terms(change), async () => ({ result: 'sent', news }));
const refuse = async (waitMs: number) => await send({ refusedForMs: waitMs });
const personal = { isPersonal: true };
const SENT = { result: 'sent' };

const settle = async () => await new Promise((resolve) => setImmediate(resolve));

/** Calls on their way, each of which ends when the test says how. */
const begin = async (count: number) => {
	const ends: Array<(news: LimitNews) => void> = [];
	for (let n = 0; n < count; n++) {
		void limiter.schedule(terms(), async () => ({
			result: n,
			news: await new Promise<LimitNews>((resolve) => ends.push(resolve)),
		}));
	}
	await settle();
	expect(ends).toHaveLength(count);
	return ends;
};

describe('after a 429', () => {
	test('a call that may not wait that long is not sent, and learns when the API said so', async () => {
		const saidAtMs = time.now();
		await refuse(30_000);
		time.advance(10_000);

		expect(await send(GOOD)).toEqual({ refusal: 'blocked', waitMs: 20_000, saidAtMs });
	});

	test('a call that may wait is sent once the time is over', async () => {
		await refuse(30_000);

		expect(await send(GOOD, { longestWaitMs: () => 30_000 })).toEqual(SENT);
		expect(time.sleptMs()).toBe(30_000);
	});

	test('a shorter wait that a call from before brings back does not end a longer one', async () => {
		const [early] = await begin(1);
		await refuse(30 * MINUTE);
		early?.({ refusedForMs: 1_000 });
		await settle();
		time.advance(2_000);

		expect(await send(GOOD)).toMatchObject({ refusal: 'blocked', waitMs: 30 * MINUTE - 2_000 });
	});

	test('what the API says to the first call after it replaces what it said before', async () => {
		await refuse(9 * DAY);
		time.advance(2 * MINUTE);
		await refuse(20_000);

		expect(await send(GOOD)).toMatchObject({ refusal: 'blocked', waitMs: 20_000 });
		time.advance(20_000);
		expect(await send(GOOD)).toEqual(SENT);
	});

	test('a good answer to a call from before does not end it', async () => {
		const [early] = await begin(1);
		await refuse(30_000);
		early?.(GOOD);
		await settle();

		expect(await send(GOOD)).toMatchObject({ refusal: 'blocked' });
	});

	test.each([30_000, 20 * DAY])(
		'and a wait of %d ms, a clock that was set back by a day holds nobody up',
		async (ms) => {
			await refuse(ms);
			time.advance(-DAY);

			expect(await send(GOOD)).toEqual(SENT);
		},
	);
});

describe('a limit that may have been raised', () => {
	/** When production calls come every second, those that are let through, in minutes since the first 429. */
	async function triesWithin(minutes: number, news: LimitNews) {
		const tries: number[] = [];
		await refuse(9 * DAY);
		for (let second = 1; second <= minutes * 60; second++) {
			time.advance(1_000);
			if ('result' in (await send(news))) tries.push(second / 60);
		}
		return tries;
	}

	test('is tried at intervals that grow to ten minutes and no further', async () => {
		expect(await triesWithin(60, { refusedForMs: 9 * DAY })).toEqual([2, 6, 14, 24, 34, 44, 54]);
	});

	test('opens for all with the first good answer', async () => {
		expect(await triesWithin(3, GOOD)).toHaveLength(1 + 60);
	});

	test('is tried by a person at any time, but no more than once in ten seconds', async () => {
		await refuse(9 * DAY);
		expect(await send({ refusedForMs: 9 * DAY }, personal)).toMatchObject({ refusal: 'blocked' });
		time.advance(10_000);
		const together = [1, 2, 3].map(async () => await send({ refusedForMs: 9 * DAY }, personal));
		expect((await Promise.all(together)).filter((result) => 'result' in result)).toHaveLength(1);
		time.advance(9_999);
		expect(await send(GOOD, personal)).toMatchObject({ refusal: 'blocked' });
		time.advance(1);
		expect(await send(GOOD, personal)).toEqual(SENT);
		// for everybody
		expect(await send(GOOD)).toEqual(SENT);
	});

	test('is as long as the API says to a person, even where that is shorter than before', async () => {
		await refuse(9 * DAY);
		time.advance(10_000);
		await send({ refusedForMs: 20_000 }, personal);

		expect(await send(GOOD)).toMatchObject({ refusal: 'blocked', waitMs: 20_000 });
	});

	test('stays as it is when a person gets no answer', async () => {
		await refuse(9 * DAY);
		time.advance(10_000);
		await send({}, personal);

		expect(await send(GOOD)).toMatchObject({ refusal: 'blocked' });
	});

	test('of the minute is not tried before the time that the API named', async () => {
		await refuse(2 * MINUTE);
		time.advance(2 * MINUTE - 1);

		expect(await send(GOOD)).toMatchObject({ refusal: 'blocked', waitMs: 1 });
	});
});

describe('slots', () => {
	test('are free again when a call throws', async () => {
		const broken = async () => await Promise.reject(new Error('broken'));
		for (let n = 0; n <= MAX_CALLS_IN_FLIGHT; n++) {
			await expect(limiter.schedule(terms(), broken)).rejects.toThrow('broken');
		}
		expect(await send(GOOD)).toEqual(SENT);
	});

	test('that stay taken for as long as a call may wait end it', async () => {
		const ends = await begin(MAX_CALLS_IN_FLIGHT);

		expect(await send(GOOD, { latestStartMs: time.now() + 5_000 })).toEqual({ refusal: 'crowded' });
		expect(time.sleptMs()).toBe(5_000);
		ends[0]?.(GOOD);
		await settle();
		expect(await send(GOOD)).toEqual(SENT);
	});

	test.each([0, MAX_CALLS_IN_FLIGHT])(
		'a call that is not to be sent any more gets none, when %d are taken',
		async (taken) => {
			const ends = await begin(taken);
			await settle();
			const stop = new AbortController();
			const scheduled = send(GOOD, { signal: stop.signal });
			await settle();
			stop.abort();
			expect(await send(GOOD, { signal: stop.signal })).toEqual({ refusal: 'cancelled' });

			expect(await scheduled).toEqual(taken > 0 ? { refusal: 'cancelled' } : SENT);
			for (const end of ends) end(GOOD);
		},
	);
});

test('a limiter can be forgotten once nothing is on its way and nothing blocked', async () => {
	expect(limiter.isIdle).toBe(true);
	const [end] = await begin(1);
	expect(limiter.isIdle).toBe(false);
	end?.({ refusedForMs: 10_000 });
	await settle();
	expect(limiter.isIdle).toBe(false);
	time.advance(10_000);
	expect(limiter.isIdle).toBe(true);
});
