import { ApiClock } from '../../../../nodes/shared/http/apiClock';
import { useVirtualClock } from '../../../support/virtualClock';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let time: ReturnType<typeof useVirtualClock>;
let apiClock: ApiClock;
beforeEach(() => {
	time = useVirtualClock();
	apiClock = new ApiClock();
});
afterEach(() => time.restore());

/** Answers, a minute apart, whose Date headers are that far ahead of our clock. */
const answer = (...aheadMs: number[]) => {
	for (const ms of aheadMs) {
		time.advance(MINUTE);
		apiClock.note({ date: new Date(time.now() + ms).toUTCString() });
	}
	return apiClock.skewMs;
};

test('as long as no answer shows a date, our own clock counts', () => {
	apiClock.note({});
	apiClock.note({ date: 'nonsense' });
	expect(apiClock.skewMs).toBeUndefined();
	expect(apiClock.nowMs()).toBe(time.now());
});

test.each([2 * HOUR, -2 * HOUR, 3 * DAY])(
	'one wrong header among many, off by %d ms, proves nothing',
	(wrongMs) => {
		const good = [2 * SECOND, 2 * SECOND, 2 * SECOND];
		expect(answer(...good)).toBe(2 * SECOND);
		expect(answer(wrongMs)).toBe(2 * SECOND);
		expect(answer(2 * SECOND, wrongMs, 2 * SECOND)).toBe(2 * SECOND);
	},
);

test('one wrong header proves nothing wherever it stands, the first answer included', () => {
	for (let place = 0; place < 8; place++) {
		apiClock = new ApiClock();
		for (let n = 0; n < 8; n++) expect(answer(n === place ? 2 * HOUR : 0)).toBe(0);
	}
});

test.each([3 * HOUR, -3 * HOUR, 9 * DAY, -9 * DAY])(
	'our own clock that is wrong all the time, by %d ms, is made up for',
	(ms) => {
		answer(ms, ms);
		expect(apiClock.nowMs()).toBe(time.now() + ms);
		expect(answer(ms, ms, ms, ms)).toBe(ms);
	},
);

test('a lone answer that is far off is no proof, and the earlier time counts until there is a second', () => {
	expect(answer(5 * HOUR)).toBe(0);
	expect(apiClock.isSure).toBe(false);
	expect(answer(5 * HOUR)).toBe(5 * HOUR);
	expect(apiClock.isSure).toBe(true);

	apiClock = new ApiClock();
	expect(answer(-5 * HOUR)).toBe(-5 * HOUR);
	expect(apiClock.isSure).toBe(false);
});

test('two clocks that differ by less than two minutes need one answer', () => {
	expect(answer(90 * SECOND)).toBe(90 * SECOND);
	expect(apiClock.isSure).toBe(true);
});

test('answers that tremble by seconds give the middle', () => {
	expect(answer(3 * SECOND, 1 * SECOND, 2 * SECOND, 5 * SECOND, 2 * SECOND)).toBe(2 * SECOND);
});

test('once our own clock is put right, what was measured by the wrong one is forgotten', () => {
	answer(-3 * DAY, -3 * DAY, -3 * DAY, -3 * DAY, -3 * DAY);
	// the machine was three days ahead
	time.setBy(-3 * DAY);

	expect(apiClock.skewMs).toBe(0);
	expect(answer(0)).toBe(0);
});

test.each([DAY, -DAY])('once our own clock is set by %d ms, the time of the API is still known', (ms) => {
	answer(0, 0, 0);
	time.setBy(ms);

	expect(apiClock.skewMs).toBe(-ms);
});

test('after a sleep in which our steady clock stood still, the earlier time counts until three answers tell', () => {
	answer(0, 0, 0, 0, 0);
	time.setBy(DAY);

	expect(answer(0, 0)).toBe(-DAY);
	expect(answer(0)).toBe(0);
});
