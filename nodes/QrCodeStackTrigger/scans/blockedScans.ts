import type { JsonObject } from '../../shared/api/endpoints';
import type { ScanFilters } from '../settings/settings';
import type { FilteredScans } from './filter';

/** A filter that so many scans in a row did not pass may have been set wrongly. */
export const BLOCKED_WORTH_A_WORD = 50;

/** What the filters took out since a scan passed them. */
export interface FilterMemory {
	/** The filters that it is about; others begin anew. */
	filtersKey?: string;
	/** The scans that were taken out, no more than a word is worth. */
	rows: JsonObject[];
	isReported?: boolean;
}

export function newFilterMemory(): FilterMemory {
	return { rows: [] };
}

/**
 * Notes what the filters did.
 * @returns the scans to report, where nothing passed for so long: once, until something passes.
 */
export function noteFiltered(
	memory: FilterMemory,
	{ passed, blocked }: FilteredScans,
	filters: ScanFilters,
): JsonObject[] | undefined {
	const filtersKey = JSON.stringify(filters);
	if (passed.length > 0 || memory.filtersKey !== filtersKey) {
		Object.assign(memory, { filtersKey, rows: [], isReported: false });
	}
	if (passed.length > 0 || memory.isReported) return undefined;
	memory.rows = [...memory.rows, ...blocked.map(({ scan }) => scan.row)].slice(-BLOCKED_WORTH_A_WORD);
	if (memory.rows.length < BLOCKED_WORTH_A_WORD) return undefined;
	const { rows } = memory;
	// they are not needed any more, and take memory
	Object.assign(memory, { rows: [], isReported: true });
	return rows;
}
