import { SCAN_FIELDS } from '../shared/apiContract';
import { isObject } from '../shared/objects';

/**
 * How far back a repeated run is looked for. Between two pages of a large backlog a budget may make hours pass,
 * and as many scans come in; to compare this many takes ten milliseconds.
 */
const MAX_OVERLAP = 10_000;

/**
 * Scans that arrive while a log is read push others onto the next page, where they turn up again. By their
 * ids they are told apart later; entries without ids are compared here, as a run: the end of what was read
 * before against the start of the page.
 * @returns the page without the entries that repeat.
 */
export function trimOverlap(before: readonly unknown[], page: readonly unknown[]): readonly unknown[] {
	if (page.every(hasScanId)) return page;
	return page.slice(countOverlap(before.slice(-MAX_OVERLAP).map(toText), page.map(toText)));
}

function countOverlap(before: string[], page: string[]): number {
	for (let start = 0; start < before.length; start++) {
		const length = Math.min(page.length, before.length - start);
		if (page.slice(0, length).every((text, index) => text === before[start + index])) return length;
	}
	return 0;
}

/** Whether a log entry can be told from every other by an id of its own. */
export function hasScanId(row: unknown): boolean {
	const id = isObject(row) ? row[SCAN_FIELDS.id] : undefined;
	return typeof id === 'number' || (typeof id === 'string' && id !== '');
}

function toText(row: unknown): string {
	return JSON.stringify(row) ?? '';
}
