/** What this process knows beside the state of an event of codes. Losing it costs exactness of times, no event. */
export interface EventMemory {
	/** Whether the codes were looked at before: what moves now has moved since then. */
	hasLooked: boolean;
	/** What was remembered last, with the texts that the state had no room for. */
	whole: ReadonlyMap<string, string>;
	/** Since when remembered codes were not found, by code key: those that have yet to prove that they are gone. */
	missing: Map<string, number>;
	/** The log said that no code has a counter. */
	hasWarned: boolean;
}

export function newEventMemory(): EventMemory {
	return { hasLooked: false, whole: new Map(), missing: new Map(), hasWarned: false };
}
