import type { ScanCursor } from './cursor';
import { EmittedSet } from './emittedSet';

const BASE = 36;
/** How exactly the time since which scans are outstanding is stored: whole minutes save space and do. */
const OUTSTANDING_UNIT_MS = 60_000;
const NUMBERS = 5;

/**
 * A cursor as a short text: `<watermark>.<distance of the lookback start>.<count>.<outstanding>.<outstanding since>.
 * <emitted>`, the numbers in base 36. A thousand of them as objects would not fit.
 */
export function writeCursor({
	watermarkMs,
	lookbackStartMs,
	emitted,
	count,
	outstanding,
}: ScanCursor): string {
	const since = outstanding && Math.ceil(outstanding.sinceMs / OUTSTANDING_UNIT_MS);
	const numbers = [watermarkMs, watermarkMs - lookbackStartMs, count, outstanding?.scans, since];
	return [...numbers.map((value) => value?.toString(BASE) ?? ''), emitted.serialize(watermarkMs)].join('.');
}

/** Reads what `writeCursor` wrote; undefined where it is nothing of the kind. */
export function readCursor(text: unknown): ScanCursor | undefined {
	const parts = typeof text === 'string' ? text.split('.') : [];
	if (parts.length !== NUMBERS + 1 || !parts.slice(0, NUMBERS).every(isNumber)) return undefined;
	const [watermarkMs, distanceMs, count, scans, since] = parts.map(parseNumber);
	if (watermarkMs === undefined || distanceMs === undefined) return undefined;
	const lookbackStartMs = watermarkMs - distanceMs;
	const emitted = EmittedSet.parse(parts[NUMBERS] ?? '', watermarkMs, lookbackStartMs);
	return (
		emitted && {
			watermarkMs,
			lookbackStartMs,
			emitted,
			...(count === undefined ? {} : { count }),
			...(scans === undefined || since === undefined
				? {}
				: { outstanding: { scans, sinceMs: since * OUTSTANDING_UNIT_MS } }),
		}
	);
}

function isNumber(text: string): boolean {
	return /^(-?[0-9a-z]+)?$/.test(text);
}

function parseNumber(text: string): number | undefined {
	const value = parseInt(text, BASE);
	return Number.isSafeInteger(value) ? value : undefined;
}
