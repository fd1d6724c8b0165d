import { parseHttpDateMs } from '../util/dates';
import { toText } from '../util/objects';

const WHOLE_SECONDS = /^\d{1,12}$/;

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
