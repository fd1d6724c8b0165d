/** How single values of an answer are taken: each gives undefined for what can't be one. */

const WHOLE_NUMBER = /^\d{1,15}$/;

/** A text that holds more than spaces, or a number as a text. */
export function toFilledText(value: unknown): string | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Like {@link toFilledText}, for what is a text by its nature: no number is one. */
export function toTextOnly(value: unknown): string | undefined {
	return typeof value === 'string' ? toFilledText(value) : undefined;
}

/**
 * An ID as a text. A number that JavaScript had to round is none: a call would go to another code. (Answers are
 * parsed so that large whole numbers arrive as texts.)
 */
export function toId(value: unknown): string | undefined {
	if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A whole number from 0 on, also as a text. */
export function toCount(value: unknown): number | undefined {
	const number = typeof value === 'string' && WHOLE_NUMBER.test(value.trim()) ? Number(value) : value;
	return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** A number above zero, also as a text; what else stands for a limit (-1, 0, null, "unlimited") means none. */
export function toLimit(value: unknown): number | undefined {
	const limit = toCount(value);
	return limit === undefined || limit === 0 ? undefined : limit;
}

/** Whether something is said to be so: a time of deletion says it as well as `true` does. */
export function toFlag(value: unknown): boolean | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value === 'string' && /^(?:false|no|0)$/i.test(value.trim())) return false;
	return Boolean(value);
}

const DIGITS = /^\d{9,19}(?:\.\d+)?$/;
/** RFC 3339, with what comes close to it: a space for the T, no seconds, no colon in the offset, no offset. */
const MOMENT =
	/^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;
/** "Sun, 22 Nov 2026 08:15:00 GMT", as HTTP and mail write it; without its zone it could be any. */
const HTTP_MOMENT =
	/^[A-Za-z]{3,9}, \d{1,2}[ -][A-Za-z]{3}[ -]\d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC|Z|[+-]\d{4})$/;

/** QR codes were invented in 1994: an earlier time, such as 0 or 0001-01-01, stands for none. */
const MIN_TIME_MS = Date.UTC(1990, 0, 1);
/** 20261122080000 is no number of milliseconds, but a date without dashes. */
const MAX_TIME_MS = Date.UTC(2500, 0, 1);

/** The first count since 1970 of each unit, in each case one of 1973, and what makes milliseconds of it. */
const EPOCH_UNITS: ReadonlyArray<{ from: number; toMs: (count: number) => number }> = [
	{ from: 1e17, toMs: (nanoseconds) => nanoseconds / 1e6 },
	{ from: 1e14, toMs: (microseconds) => microseconds / 1e3 },
	{ from: 1e11, toMs: (milliseconds) => milliseconds },
	{ from: 0, toMs: (seconds) => seconds * 1e3 },
];

/**
 * Reads a moment: RFC 3339 (D8), the same without a zone, which means UTC, or a number of seconds, milliseconds,
 * microseconds or nanoseconds since 1970, also as digits in a text. A date alone is no moment.
 * @returns milliseconds since 1970, cut; undefined for anything else: a time is never guessed.
 */
export function toTimeMs(value: unknown): number | undefined {
	const timeMs =
		typeof value === 'number' ? epochToMs(value) : typeof value === 'string' ? parseTime(value) : NaN;
	return timeMs >= MIN_TIME_MS && timeMs <= MAX_TIME_MS ? Math.floor(timeMs) : undefined;
}

function parseTime(value: string): number {
	const text = value.trim();
	if (DIGITS.test(text)) return epochToMs(Number(text));
	if (HTTP_MOMENT.test(text)) return Date.parse(text);
	const [, day, minute, second = '00', fraction = '', zone = ''] = MOMENT.exec(text) ?? [];
	if (day === undefined || minute === undefined) return Number.NaN;
	const ms = fraction.padEnd(3, '0').slice(0, 3);
	const atUtcMs = Date.parse(`${day}T${minute}:${second}.${ms}Z`);
	// Date.parse takes the 31st of June for the 1st of July
	if (!new Date(day).toJSON()?.startsWith(day)) return Number.NaN;
	return atUtcMs - offsetMs(zone);
}

/** How far a zone is ahead of UTC; none means UTC (D8). */
function offsetMs(zone: string): number {
	const [, sign, hours = 0, minutes = 0] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
	const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
	return sign === '-' ? -ms : ms;
}

function epochToMs(epoch: number): number {
	return EPOCH_UNITS.find(({ from }) => epoch >= from)?.toMs(epoch) ?? Number.NaN;
}
