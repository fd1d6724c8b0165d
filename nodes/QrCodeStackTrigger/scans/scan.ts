import { canonicalJson } from '../../shared/util/canonicalJson';
import type { JsonObject } from '../../shared/api/endpoints';
import { decodeScans } from '../../shared/api/decode/scan';
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

/**
 * Reads one page of a log, as {@link decodeScans} does, and tells each scan from all others.
 * @param beforeMs the time of the last scan of the page before, where there was one.
 */
export function readScans(rows: readonly unknown[], beforeMs?: number): Scan[] {
	const occurrences = new Map<string, number>();
	return decodeScans(rows, beforeMs).map(({ id, timeMs, raw }) => {
		const scanId = id ?? countedHash(raw, occurrences);
		return { scanId, identity: shorten(scanId), timeMs, row: raw };
	});
}

/** Oldest first, then by id: the order in which scans are emitted. */
export function compareScans(a: Scan, b: Scan): number {
	return a.timeMs - b.timeMs || (a.scanId < b.scanId ? -1 : a.scanId > b.scanId ? 1 : 0);
}

/**
 * Stands for the id of a scan that has none: a hash of the whole entry. Entries that are alike in every field are
 * told apart by counting them: two scans in one second by one visitor are two scans. They are counted page by
 * page: what one page shows twice was there twice, while an entry of another page may be the same one, moved
 * along by scans that came in between.
 */
function countedHash(row: JsonObject, occurrences: Map<string, number>): string {
	const hash = sha256(canonicalJson(row), 'hex').slice(0, 32);
	const count = (occurrences.get(hash) ?? 0) + 1;
	occurrences.set(hash, count);
	return count === 1 ? hash : `${hash}-${count}`;
}

function shorten(scanId: string): string {
	return sha256(scanId, 'base64url').slice(0, IDENTITY_LENGTH);
}
