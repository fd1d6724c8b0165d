/** What this process knows beside the state of an event of codes. Losing it costs exactness of times, no event. */
export interface EventMemory {
	/** Whether the codes were looked at before: what moves now has moved since then. */
	hasLooked: boolean;
	/** What was remembered last, with the texts that the state had no room for. */
	whole: ReadonlyMap<string, string>;
	/** The log said that no code has a counter. */
	hasWarned: boolean;
}

export function newEventMemory(): EventMemory {
	return { hasLooked: false, whole: new Map(), hasWarned: false };
}
