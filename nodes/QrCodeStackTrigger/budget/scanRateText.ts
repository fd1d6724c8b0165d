import type { ScanRate } from './scanRate';

/** Nobody sees a difference beyond. */
const DIGITS = 4;
const HOURS = 24;
const WEEKDAYS = 7;

/** The numbers of a scan rate in the order in which they are written; hours and weekdays follow. */
const NUMBERS = [
	'atMs',
	'observedMs',
	'recent',
	'recentExpected',
	'inWindow',
	'inWindowExpected',
	'squares',
	'expected',
	'rootSum',
	'rootMs',
] as const;

/** A scan rate as a short text, for the trigger's state. */
export function writeScanRate(rate: ScanRate): string {
	const [atMs, ...others] = NUMBERS.map((name) => rate[name]);
	const rounded = [...others, ...rate.hours, ...rate.weekdays].map((value) =>
		Number(value.toPrecision(DIGITS)),
	);
	return [Math.round(atMs!), ...rounded].join(' ');
}

/** Reads it back; undefined for a text that is none: then everything is learned anew. */
export function readScanRate(text: unknown): ScanRate | undefined {
	if (typeof text !== 'string') return undefined;
	const values = text.split(' ').map((value) => (value === '' ? NaN : Number(value)));
	if (values.length !== NUMBERS.length + HOURS + WEEKDAYS) return undefined;
	if (!values.every((value) => Number.isFinite(value) && value >= 0)) return undefined;
	const numbers = Object.fromEntries(NUMBERS.map((name, index) => [name, values[index]]));
	const hours = values.slice(NUMBERS.length, NUMBERS.length + HOURS);
	return { ...(numbers as unknown as ScanRate), hours, weekdays: values.slice(-WEEKDAYS) };
}
