import { toText } from './objects';

/** "Sun, 22 Nov 2026 08:15:00 GMT": Date.parse alone would also take "1" or "-5" for a year. */
const HTTP_DATE = /^[A-Za-z]{3,9},? .*\d{2}:\d{2}:\d{2}/;
/** The form has four digits for a year: with a later one, a sum of times could be more than a Date can hold. */
const MAX_HTTP_DATE_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * Reads a time as HTTP headers spell it (RFC 9110, 5.6.7).
 * @returns milliseconds since 1970; undefined when it is missing or garbage.
 */
export function parseHttpDateMs(header: unknown): number | undefined {
	const text = toText(header).trim();
	const epochMs = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
	return epochMs >= 0 && epochMs <= MAX_HTTP_DATE_MS ? epochMs : undefined;
}
