import { SCAN_FIELDS } from '../../shared/api/contract';
import { canonicalJson } from '../../shared/util/canonicalJson';
import { MAX_DATE_MS } from '../../shared/util/dates';
import type { JsonObject } from '../../shared/api/endpoints';
import { isObject } from '../../shared/util/objects';
import { firstFilled } from '../../shared/api/decode/qrCode';
import { sha256 } from '../../shared/util/hash';

/** One entry of a scan log, with what the cursor needs to know of it. */
export interface Scan {
	/** Tells this scan from every other of its code, for people: the API's id where it has one. */
	scanId: string;
	/** The same in short, for the stored state. */
	identity: string;
	timeMs: number;
	/** Everything that the API sent. */
	row: JsonObject;
}

/** 48 bits: among the thousands of scans that a state remembers, two alike are one in 10^8. */
export const IDENTITY_LENGTH = 8;
/** Epoch numbers below this are seconds, above it milliseconds (it is the year 5138 or 1973). */
const SECONDS_LIMIT = 1e11;

/**
 * Reads log entries (A4). An entry without a readable time gets its neighbour's, since its place in the
 * log is all that is known; entries that are no objects are left out.
 * @param rows one page of the log.
 * @param fallbackMs the time for a page in which no entry has one.
 */
export function readScans(rows: unknown[], fallbackMs: number): Scan[] {
	const objects = rows.filter(isObject);
	const times = fillGaps(objects.map(readTimeMs), fallbackMs);
	const occurrences = new Map<string, number>();
	return objects.map((row, index) => {
		const scanId = readScanId(row, occurrences);
		return { scanId, identity: shorten(scanId), timeMs: times[index] ?? fallbackMs, row };
	});
}

/** Oldest first, then by id: the order in which scans leave the trigger. */
export function compareScans(a: Scan, b: Scan): number {
	return a.timeMs - b.timeMs || (a.scanId < b.scanId ? -1 : a.scanId > b.scanId ? 1 : 0);
}

/**
 * The API's id, or else a hash of the whole entry. Entries without id that are alike in every field are
 * told apart by counting them: two scans in one second by one visitor are two scans. They are counted page by
 * page: what one page shows twice was there twice, while an entry of another page may be the same one, moved
 * along by scans that came in between.
 */
function readScanId(row: JsonObject, occurrences: Map<string, number>): string {
	const id = row[SCAN_FIELDS.id];
	if ((typeof id === 'string' && id !== '') || typeof id === 'number') return String(id);
	const hash = sha256(canonicalJson(row), 'hex').slice(0, 32);
	const count = (occurrences.get(hash) ?? 0) + 1;
	occurrences.set(hash, count);
	return count === 1 ? hash : `${hash}-${count}`;
}

function shorten(scanId: string): string {
	return sha256(scanId, 'base64url').slice(0, IDENTITY_LENGTH);
}

function readTimeMs(row: JsonObject): number | undefined {
	const value = firstFilled(row, SCAN_FIELDS.time);
	const epochMs = typeof value === 'string' ? Date.parse(value) : toEpochMs(value);
	return Math.abs(epochMs) <= MAX_DATE_MS ? Math.floor(epochMs) : undefined;
}

function toEpochMs(value: unknown): number {
	if (typeof value !== 'number') return Number.NaN;
	return value < SECONDS_LIMIT ? value * 1000 : value;
}

function fillGaps(times: Array<number | undefined>, fallbackMs: number): number[] {
	let lastMs = times.find((time) => time !== undefined) ?? fallbackMs;
	return times.map((time) => (lastMs = time ?? lastMs));
}
