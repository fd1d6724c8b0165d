import type { JsonObject } from '../../../../shared/api/endpoints';

/** One code to create, and the input item that it comes from. */
export interface BulkRow {
	itemIndex: number;
	body: JsonObject;
}

/** What became of the code of one row: made now, or there already. */
export type CodeOutcome = 'created' | 'exists' | 'updated' | 'unchanged';

/** What became of one row; without an outcome, its code was created. */
export type RowOutcome =
	| { itemIndex: number; created: JsonObject; outcome?: CodeOutcome }
	| { itemIndex: number; error: unknown };
