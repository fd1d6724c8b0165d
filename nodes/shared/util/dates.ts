import { toText } from './objects';

/** The last moment that a Date can hold, in milliseconds since 1970. */
export const MAX_DATE_MS = 8.64e15;

/** "2026-11-22 08:15:34 UTC"; a time beyond the last Date, as of a hostile Retry-After, is shown as that. */
export function formatUtc(epochMs: number): string {
	const iso = new Date(Math.min(epochMs, MAX_DATE_MS)).toISOString();
	return `${iso.replace('T', ' ').replace(/\.\d+Z$/, '')} UTC`;
}

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
