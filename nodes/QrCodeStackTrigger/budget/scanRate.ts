import { DAY_MS, HOUR_MS } from '../../shared/util/duration';

/**
 * How likely scans are right now, learned from the scans themselves. Pure: time comes in as an argument, and what is
 * known is plain data that is never changed in place.
 *
 * A profile says how many scans to expect: the mean, times a factor for the hour of the day and one for the day of the
 * week (UTC). What came in lately raises or lowers that, and only as much as the traffic has shown to come in bursts:
 * scans that come independently of each other say nothing of the next hour.
 */
export interface ScanRate {
	/** When scans were looked for last: of the time since, nothing is known. */
	atMs: number;
	/** Scans by hour of the day and by day of the week; older ones fade. */
	hours: readonly number[];
	weekdays: readonly number[];
	/** The time in which they were counted, faded likewise. */
	observedMs: number;
	/** Scans of the last hour or so, and how many the profile expected; both fade within an hour. */
	recent: number;
	recentExpected: number;
	/** The same for the window of two hours that is not over. */
	inWindow: number;
	inWindowExpected: number;
	/** Over all windows: the squares of what came beside the expectation, and the expectations. */
	squares: number;
	expected: number;
	/** The integral of the square root of the rate, and over how long: what a mean poll stands for. */
	rootSum: number;
	rootMs: number;
}

/** What is older than four weeks says little about this one. */
const MEMORY_MS = 28 * DAY_MS;
/** Bursts of a campaign last an hour or two. */
const RECENT_MS = HOUR_MS;
const WINDOW_MS = 2 * HOUR_MS;
/** Steps in which time is followed between two looks: the profile changes by the hour. */
const STEP_MS = HOUR_MS / 4;
/** After a longer silence everything is learned anew, as what was known has faded. */
const MAX_FOLLOWED_MS = MEMORY_MS;
/** An older scan comes from a backlog, and says nothing of the time that is followed. */
const MAX_AGE_MS = DAY_MS;
/** Before, a person may still be trying out the trigger, and nothing is known. */
const MIN_OBSERVED_MS = HOUR_MS;

/** So many scans an hour of the day, or day of the week, are supposed beside those that were counted: a few prove nothing. */
const SUPPOSED_PER_HOUR = 6;
const SUPPOSED_PER_WEEKDAY = 30;
/** So many expected scans are supposed to have come independently of each other. */
const SUPPOSED_STEADY = 8;
/** Windows that vary a little more than independent scans do are chance. */
const MIN_EXCESS = 0.3;

export function startScanRate(nowMs: number): ScanRate {
	return {
		atMs: nowMs,
		hours: new Array<number>(24).fill(0),
		weekdays: new Array<number>(7).fill(0),
		observedMs: 0,
		recent: 0,
		recentExpected: 0,
		inWindow: 0,
		inWindowExpected: 0,
		squares: 0,
		expected: 0,
		rootSum: 0,
		rootMs: 0,
	};
}

/** Learns from a look at `nowMs` that found these scans. A clock that was set back is waited for. */
export function noteLook(rate: ScanRate, timesMs: readonly number[], nowMs: number): ScanRate {
	if (nowMs <= rate.atMs) return rate;
	if (nowMs - rate.atMs > MAX_FOLLOWED_MS) return startScanRate(nowMs);
	const found = timesMs.filter((timeMs) => nowMs - timeMs <= MAX_AGE_MS).sort((a, b) => a - b);
	let learned = rate;
	let counted = 0;
	while (learned.atMs < nowMs) {
		const toMs = Math.min(nowMs, (Math.floor(learned.atMs / STEP_MS) + 1) * STEP_MS);
		const isLast = toMs === nowMs;
		const first = counted;
		while (counted < found.length && (isLast || found[counted]! < toMs)) counted++;
		const root = Math.sqrt(rateAt(rate, toMs));
		learned = step(learned, toMs, found.slice(first, counted), root);
	}
	return learned;
}

/**
 * How long to wait between two polls, as a factor of the even interval, for the same number of polls in all: polls are
 * worth most when they follow the square root of the rate. Undefined as long as too little is known.
 */
export function stretchAt(rate: ScanRate, nowMs: number): number | undefined {
	if (rate.observedMs < MIN_OBSERVED_MS) return undefined;
	const meanRoot = rate.rootSum / rate.rootMs;
	const root = Math.sqrt(rateAt(rate, nowMs));
	return meanRoot > 0 && root > 0 ? meanRoot / root : undefined;
}

/** Scans a millisecond to expect at a moment after the last look. */
function rateAt(rate: ScanRate, nowMs: number): number {
	const usual = profileAt(rate, nowMs);
	const excess = (rate.squares + SUPPOSED_STEADY) / (rate.expected + SUPPOSED_STEADY) - 1;
	if (excess < MIN_EXCESS) return usual;
	// how much of a window's expectation weighs as much as what came lately: little where scans come in bursts
	const weight = (meanOf(rate) * WINDOW_MS) / excess;
	const fading = fadingOf(nowMs - rate.atMs);
	return (usual * (weight + rate.recent * fading)) / (weight + rate.recentExpected * fading);
}

/** What is left of scans that came lately. */
function fadingOf(durationMs: number): number {
	return Math.exp(-Math.max(0, durationMs) / RECENT_MS);
}

function profileAt(rate: ScanRate, timeMs: number): number {
	const { hours, weekdays } = rate;
	const total = sumOf(hours);
	const ofHour = (hours[hourOf(timeMs)]! + SUPPOSED_PER_HOUR) / (total / hours.length + SUPPOSED_PER_HOUR);
	const ofWeekday =
		(weekdays[weekdayOf(timeMs)]! + SUPPOSED_PER_WEEKDAY) / (total / weekdays.length + SUPPOSED_PER_WEEKDAY);
	return meanOf(rate) * ofHour * ofWeekday;
}

/** The first day is too short for a mean. */
function meanOf({ hours, observedMs }: ScanRate): number {
	return sumOf(hours) / Math.max(observedMs, DAY_MS);
}

/** Goes on to `toMs`; `root` is what polls went by in this time. */
function step(rate: ScanRate, toMs: number, scansMs: readonly number[], root: number): ScanRate {
	const durationMs = toMs - rate.atMs;
	const expected = profileAt(rate, rate.atMs) * durationMs;
	const fading = fadingOf(durationMs);
	const next = {
		...countScans(rate, scansMs),
		atMs: toMs,
		observedMs: rate.observedMs + durationMs,
		recent: rate.recent * fading + scansMs.reduce((sum, timeMs) => sum + fadingOf(toMs - timeMs), 0),
		recentExpected: rate.recentExpected * fading + (expected * RECENT_MS * (1 - fading)) / durationMs,
		inWindow: rate.inWindow + scansMs.length,
		inWindowExpected: rate.inWindowExpected + expected,
		rootSum: rate.rootSum + root * durationMs,
		rootMs: rate.rootMs + durationMs,
	};
	const isWindowOver = Math.floor(rate.atMs / WINDOW_MS) !== Math.floor(toMs / WINDOW_MS);
	return isWindowOver ? closeWindow(next) : next;
}

function countScans(rate: ScanRate, scansMs: readonly number[]): ScanRate {
	if (scansMs.length === 0) return rate;
	const hours = [...rate.hours];
	const weekdays = [...rate.weekdays];
	for (const timeMs of scansMs) {
		hours[hourOf(timeMs)]! += 1;
		weekdays[weekdayOf(timeMs)]! += 1;
	}
	return { ...rate, hours, weekdays };
}

/** Ends a window of two hours; with each, what is old fades a little. */
function closeWindow(rate: ScanRate): ScanRate {
	const fading = Math.exp(-WINDOW_MS / MEMORY_MS);
	const fade = (count: number) => count * fading;
	const excess = rate.inWindow - rate.inWindowExpected;
	return {
		...rate,
		hours: rate.hours.map(fade),
		weekdays: rate.weekdays.map(fade),
		observedMs: fade(rate.observedMs),
		inWindow: 0,
		inWindowExpected: 0,
		squares: fade(rate.squares) + excess * excess,
		expected: fade(rate.expected) + rate.inWindowExpected,
		rootSum: fade(rate.rootSum),
		rootMs: fade(rate.rootMs),
	};
}

function hourOf(timeMs: number): number {
	return Math.floor(timeMs / HOUR_MS) % 24;
}

function weekdayOf(timeMs: number): number {
	return Math.floor(timeMs / DAY_MS) % 7;
}

function sumOf(counts: readonly number[]): number {
	return counts.reduce((sum, count) => sum + count, 0);
}
