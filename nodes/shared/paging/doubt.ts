import { MAX_MOVES, type PagingState } from './pagingState';

/** Why rows that were read may not be the whole list. */
export interface Doubt {
	/** Whether the answers contradict one another; otherwise they only prove nothing. */
	isContradiction: boolean;
	/** The rest of a sentence that begins with the list: "it named 250 entries, and 247 came". */
	reason: string;
}

/** Finds what speaks against a reading that came to its end. Pure. */
export function describeDoubt(state: PagingState, distinctRows: number): Doubt | undefined {
	const { leastTotal = 0, moves, mayHaveMissed, isUnproven, pagesSeen } = state;
	if (state.isDone && leastTotal > distinctRows) {
		return { isContradiction: true, reason: `it named ${leastTotal} entries, and ${distinctRows} came` };
	}
	if (moves >= MAX_MOVES) {
		return { isContradiction: true, reason: 'entries were deleted again and again while it was read' };
	}
	if (isUnproven) {
		return {
			isContradiction: false,
			reason: `its last page is full, and nothing proves that it is the last`,
		};
	}
	if (!mayHaveMissed) return undefined;
	const reason = `it came in ${pagesSeen} pages without a count, so an entry that moved meanwhile may be missing`;
	return { isContradiction: false, reason };
}
