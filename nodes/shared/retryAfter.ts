import { toText } from './objects';

const WHOLE_SECONDS = /^\d{1,12}$/;
/** "Sun, 22 Nov 2026 08:15:00 GMT": Date.parse alone would also take "1" or "-5" for a year. */
const HTTP_DATE = /^[A-Za-z]{3,9},? .*\d{2}:\d{2}:\d{2}/;

/**
 * Reads a Retry-After header (A8): whole seconds or an HTTP date.
 * @returns milliseconds from now, above zero; undefined when it is missing, zero, in the past or garbage.
 */
export function parseRetryAfterMs(header: unknown, nowMs: number): number | undefined {
	const text = toText(Array.isArray(header) ? header[0] : header).trim();
	const waitMs = WHOLE_SECONDS.test(text)
		? Number(text) * 1000
		: HTTP_DATE.test(text)
			? Date.parse(text) - nowMs
			: Number.NaN;
	return waitMs > 0 ? waitMs : undefined;
}
