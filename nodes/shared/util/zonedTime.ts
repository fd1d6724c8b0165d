import { MAX_DATE_MS } from './dates';
import { toText } from './objects';

const NAIVE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;

/**
 * Reads a date parameter, which n8n gives as a naive text, a Luxon DateTime or a Date. A text without an
 * offset is meant in the workflow's time zone.
 * @returns epoch milliseconds, or undefined for anything that is no date.
 */
export function parseDateParameterMs(value: unknown, timeZone: string): number | undefined {
	if (typeof value === 'object' && value !== null) {
		if (Array.isArray(value)) return undefined;
		const ms = readMoment(value);
		return Math.abs(ms) <= MAX_DATE_MS ? ms : undefined;
	}
	const text = toText(value).trim();
	const naive = NAIVE.exec(text);
	if (naive) return zonedToEpochMs(naive, timeZone);
	const parsedMs = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(parsedMs) ? undefined : parsedMs;
}

/** A Luxon DateTime or a Date, which may come from another realm: n8n's expressions have their own. */
function readMoment(value: object): number {
	if ('toMillis' in value && typeof value.toMillis === 'function') {
		return Number((value as { toMillis: () => unknown }).toMillis());
	}
	const isDate = Object.prototype.toString.call(value) === '[object Date]';
	return isDate ? Number(value) : Number.NaN;
}

function zonedToEpochMs(parts: RegExpExecArray, timeZone: string): number | undefined {
	const [year, month, day, hour = '00', minute = '00', second = '00'] = parts.slice(1);
	const asUtcMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	// Date.parse refuses a 13th month, but takes the 31st of June for the 1st of July
	if (Number.isNaN(asUtcMs) || new Date(asUtcMs).getUTCDate() !== Number(day)) return undefined;
	// the offset is looked up twice, since the first guess may lie on the other side of a clock change
	const firstGuessMs = asUtcMs - offsetMs(asUtcMs, timeZone);
	return asUtcMs - offsetMs(firstGuessMs, timeZone);
}

/** How far `timeZone` is ahead of UTC at a moment. */
export function offsetMs(epochMs: number, timeZone: string): number {
	const parts = Object.fromEntries(
		formatOf(timeZone)
			.formatToParts(epochMs)
			.map(({ type, value }) => [type, Number(value)]),
	);
	const localMs = Date.UTC(
		parts.year ?? 0,
		(parts.month ?? 1) - 1,
		parts.day,
		parts.hour,
		parts.minute,
		parts.second,
	);
	return localMs - Math.floor(epochMs / 1000) * 1000;
}

let lastFormat: { timeZone: string; format: Intl.DateTimeFormat } | undefined;

/** Making a format takes ten times as long as using it, and one workflow has one time zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
	if (lastFormat?.timeZone === timeZone) return lastFormat.format;
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	lastFormat = { timeZone, format };
	return format;
}

/** No clock is further from UTC than that; beyond it, a local time would be more than a Date can hold. */
const MAX_OFFSET_MS = 24 * 60 * 60_000;

/** "2026-11-30 09:05" as the clocks of a time zone show a moment. */
export function formatZoned(epochMs: number, timeZone: string): string {
	const latestMs = MAX_DATE_MS - MAX_OFFSET_MS;
	const shownMs = Math.max(-latestMs, Math.min(epochMs, latestMs));
	const local = new Date(shownMs + offsetMs(shownMs, timeZone));
	return local.toISOString().slice(0, '2026-11-30T09:05'.length).replace('T', ' ');
}
