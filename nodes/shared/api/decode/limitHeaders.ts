import { LIMIT_HEADERS } from '../contract';
import { MINUTE_WINDOW_MAX_WAIT_MS } from '../limits';
import { parseHttpDateMs } from '../../util/dates';
import { omitUndefined, toText } from '../../util/objects';

type Headers = Readonly<Record<string, unknown>>;

const WHOLE_SECONDS = /^\d{1,12}$/;
/** A number of seconds above this is a moment, not a span. */
const FIRST_EPOCH_SECONDS = 1_000_000_000;
/** A Date header can be a second old, and an answer takes its time. */
const MAX_DATE_AGE_MS = 2_000;

/**
 * Reads a Retry-After header (A8): whole seconds or an HTTP date.
 * @returns milliseconds from now, above zero; undefined when it is missing, zero, in the past or garbage.
 */
export function parseRetryAfterMs(header: unknown, nowMs: number): number | undefined {
	const text = toText(Array.isArray(header) ? header[0] : header).trim();
	const dateMs = parseHttpDateMs(text) ?? Number.NaN;
	const waitMs = WHOLE_SECONDS.test(text) ? Number(text) * 1000 : dateMs - nowMs;
	return waitMs > 0 ? waitMs : undefined;
}

/** How long an answer asks to wait; a date counts by the clock of the answer itself. */
export function decodeRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
	return parseRetryAfterMs(headers['retry-after'], decodeDateMs(headers) ?? nowMs);
}

/** B7: the API's time when it answered, to the second, cut off. */
export function decodeDateMs(headers: Headers): number | undefined {
	return parseHttpDateMs(headers.date);
}

/**
 * B14: what headers say about the minute's window.
 * @returns `remaining` calls, and in how many milliseconds the window reopens, each where the headers say so.
 */
export function decodeLimitHeaders(
	headers: Headers,
	nowMs: number,
): { remaining?: number; resetMs?: number } {
	return omitUndefined({
		remaining: readCount(headers, LIMIT_HEADERS.remaining),
		resetMs: readResetMs(headers, nowMs),
	});
}

/** How long until the window reopens; undefined for what can't be the minute's. */
function readResetMs(headers: Headers, nowMs: number): number | undefined {
	const seconds = readCount(headers, LIMIT_HEADERS.reset);
	if (seconds === undefined) return undefined;
	const isMoment = seconds >= FIRST_EPOCH_SECONDS;
	const resetMs = isMoment ? seconds * 1000 - answeredAtMs(headers, nowMs) : seconds * 1000;
	return resetMs > 0 && resetMs <= MINUTE_WINDOW_MAX_WAIT_MS ? resetMs : undefined;
}

/** The API's time as it answered. A Date header has whole seconds, so our own clock is the better one unless it is off. */
function answeredAtMs(headers: Headers, nowMs: number): number {
	const apiMs = decodeDateMs(headers) ?? nowMs;
	return Math.abs(apiMs - nowMs) > MAX_DATE_AGE_MS ? apiMs : nowMs;
}

function readCount(headers: Headers, names: readonly string[]): number | undefined {
	const value = names.map((name) => headers[name]).find((header) => header !== undefined);
	return typeof value === 'string' && WHOLE_SECONDS.test(value.trim()) ? Number(value) : undefined;
}
