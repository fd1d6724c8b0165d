import type { JsonObject } from '../../../../shared/api/endpoints';

/** One code to create, and the input item that it comes from. */
export interface BulkRow {
	itemIndex: number;
	body: JsonObject;
}

/** What became of one row. */
export type RowOutcome = { itemIndex: number; created: JsonObject } | { itemIndex: number; error: unknown };
