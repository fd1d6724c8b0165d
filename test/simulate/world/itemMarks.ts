import type { INodeExecutionData } from 'n8n-workflow';

/** The marks by which the ledger knows what happened to codes: the same from what was done and from an item. */
export const ITEM_MARKS = {
	milestone: (id: string, milestone: number) => `${id}:${milestone}`,
	created: (id: string) => `${id}:created`,
	deleted: (id: string) => `${id}:deleted`,
	changed: (id: string, field: string, value: string) => `${id}:${field}=${value}`,
	/** To the second: logs may tell no more. */
	quiet: (id: string, lastScannedAt: string | null) => `${id}:quiet since ${lastScannedAt?.slice(0, 19)}`,
};

/** The marks that items carry. */
export function marksOf(items: readonly INodeExecutionData[]): string[] {
	return items.flatMap(({ json }) => marksOfItem(json));
}

function marksOfItem(json: INodeExecutionData['json']): string[] {
	const { id } = (json.qrCode ?? {}) as { id?: string };
	// that of a scan stands where the phone's browser says which page it came from
	if (id === undefined || json.noticedAt === undefined) return [String(json.referrer)];
	if ('milestone' in json) return [ITEM_MARKS.milestone(id, Number(json.milestone))];
	if ('quietDays' in json) return [ITEM_MARKS.quiet(id, json.lastScannedAt as string | null)];
	if ('createdAt' in json) return [ITEM_MARKS.created(id)];
	if ('changed' in json) {
		const after = json.after as Record<string, unknown>;
		return (json.changed as string[]).map((field) => ITEM_MARKS.changed(id, field, String(after[field])));
	}
	return [ITEM_MARKS.deleted(id)];
}
