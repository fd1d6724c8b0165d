import type { QrCode } from '../../../shared/api/decode/qrCode';

/** Values of `sort.by`. */
export const SORT_BY = { createdAt: 'createdAt', name: 'name', scans: 'scans' } as const;
/** Values of `sort.direction`. */
export const DIRECTION = { ascending: 'ascending', descending: 'descending' } as const;

export interface CodeOrder {
	by: (typeof SORT_BY)[keyof typeof SORT_BY];
	direction: (typeof DIRECTION)[keyof typeof DIRECTION];
}

/** As people sort: "Code 2" stands before "Code 10", and capital letters make no difference. */
const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Puts codes in an order. Those that do not show what it goes by come last; of two alike, the first stays first. */
export function sortCodes(codes: readonly QrCode[], { by, direction }: CodeOrder): QrCode[] {
	const sign = direction === DIRECTION.ascending ? 1 : -1;
	return [...codes].sort((a, b) => compareFacts(factOf(a, by), factOf(b, by), sign));
}

function factOf(code: QrCode, by: CodeOrder['by']): string | number | undefined {
	if (by === SORT_BY.name) return code.name;
	return by === SORT_BY.scans ? code.scanCount : code.createdAtMs;
}

function compareFacts(a: string | number | undefined, b: string | number | undefined, sign: number): number {
	if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
	const order = typeof a === 'string' ? names.compare(a, String(b)) : a - Number(b);
	return sign * order;
}
