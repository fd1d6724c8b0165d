import {
	assumeAsked,
	isDue,
	isPlanUnknown,
	noteAnswered,
	noteAsked,
	questionIntervalMs,
	type PlanQuestion,
} from '../../../../nodes/QrCodeStackTrigger/budget/planQuestion';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 10);
/** Half of the Pro plan: a question every twelve hours is less than a tenth of it. */
const SHARE = 2_500;
const ASK_EVERY_MS = 12 * HOUR;

/** When the question is asked in so many days in which no answer comes; minutes after the first time. */
function askWithoutAnswer(days: number, restartEveryMs = Infinity): { asked: number[]; reported: number[] } {
	let question: PlanQuestion = {};
	const asked: number[] = [];
	const reported: number[] = [];
	for (let nowMs = NOW; nowMs < NOW + days * DAY; nowMs += MINUTE) {
		if ((nowMs - NOW) % restartEveryMs === 0) question = JSON.parse(JSON.stringify(question)) as PlanQuestion;
		if (isDue(question, nowMs)) {
			asked.push((nowMs - NOW) / MINUTE);
			question = noteAsked(question, nowMs, SHARE);
		}
		if (!isPlanUnknown(question, nowMs)) continue;
		reported.push((nowMs - NOW) / HOUR);
		question = { ...question, isPlanSettled: true };
	}
	return { asked, reported };
}

test('without an answer, each question waits twice as long, up to twelve hours, and one report follows after a day', () => {
	const { asked, reported } = askWithoutAnswer(8);

	expect(asked.slice(0, 9)).toEqual([0, 10, 20, 40, 80, 160, 320, 640, 1_280]);
	expect(asked).toHaveLength(9 + 14);
	expect(reported).toEqual([24]);
});

test('restarts neither ask nor report more often', () => {
	expect(askWithoutAnswer(8, HOUR)).toEqual(askWithoutAnswer(8));
});

test('an answer is asked for again after twelve hours, or more rarely where the share is small', () => {
	const answered = noteAnswered({}, NOW, SHARE);
	expect(isDue(answered, NOW + ASK_EVERY_MS - 1)).toBe(false);
	expect(isDue(answered, NOW + ASK_EVERY_MS)).toBe(true);
	expect(isPlanUnknown(noteAsked(answered, NOW + DAY, SHARE), NOW + 9 * DAY)).toBe(false);

	const rare = noteAnswered({}, NOW, 50);
	expect(isDue(rare, NOW + 5 * DAY)).toBe(false);
});

test('a clock that was set back asks again', () => {
	expect(isDue(noteAsked({}, NOW, SHARE), NOW - DAY)).toBe(true);
});

describe('after a restart whose answers cannot be stored', () => {
	const stored: PlanQuestion = { askedAtMs: NOW, askEveryMs: 10 * MINUTE, failingSinceMs: NOW };

	test.each([
		['what is not due yet stays', 5 * MINUTE, 0, 10 * MINUTE],
		['a question that failed waits for its usual time', HOUR, 0, ASK_EVERY_MS],
		['those that were due since are taken for asked', 50 * HOUR, 48 * HOUR, ASK_EVERY_MS],
	])('%s', (_, afterMs, lastMs, everyMs) => {
		expect(assumeAsked(stored, NOW + afterMs)).toEqual({
			...stored,
			askedAtMs: NOW + lastMs,
			askEveryMs: everyMs,
		});
	});

	test('one that was never asked is asked', () => {
		expect(isDue(assumeAsked({}, NOW), NOW)).toBe(true);
	});
});

test.each([
	['half of the Pro plan', SHARE, 12],
	['a hundredth of it', 50, 144],
	['a single call', 1, 720],
])('with %s, it is asked every so many hours', (_, share, hours) => {
	expect(Math.round(questionIntervalMs(share) / HOUR)).toBe(hours);
});
