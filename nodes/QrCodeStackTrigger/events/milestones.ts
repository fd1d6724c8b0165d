import type { CodeRule, Verdict } from './codeRule';
import { isMadeSince } from './codeRule';

/** Which counts of scans are news. */
export interface Milestones {
	/** In ascending order. */
	counts: readonly number[];
	/** Every so many scans as well. */
	every?: number;
}

const BASE = 36;

/**
 * A code's counter reaches a milestone: each once. What is remembered is the highest count that was looked at, which
 * never goes down: a counter that lags or is corrected passes nothing twice. Several that are passed between two looks
 * are one piece of news each; those that there is no room for follow with the next look.
 */
export function milestoneRule(milestones: Milestones): CodeRule {
	const judgeFrom = (highest: number, count: number, room: number): Verdict => {
		const passed = passedBetween(milestones, highest, count, room + 1);
		const reported = passed.slice(0, room);
		const reached = passed.length > room ? (reported.at(-1) ?? highest) : Math.max(highest, count);
		return {
			memory: reached.toString(BASE),
			news: reported.map((milestone) => ({ milestone, scanCount: count })),
		};
	};
	return {
		baseline: ({ scanCount }) => (scanCount === undefined ? undefined : scanCount.toString(BASE)),
		judge: (memory, { scanCount }, { room }) => {
			const highest = parseInt(memory, BASE);
			if (scanCount === undefined) return { memory, news: [] };
			// what can't be read is no reason to report everything again
			return judgeFrom(Number.isSafeInteger(highest) ? highest : scanCount, scanCount, room);
		},
		welcome: (code, { room, startMs }) => {
			const { scanCount } = code;
			if (scanCount === undefined) return { news: [] };
			return judgeFrom(isMadeSince(code, startMs) ? 0 : scanCount, scanCount, room);
		},
	};
}

/** The milestones above one count and up to another, the lowest `most` of them. */
function passedBetween({ counts, every }: Milestones, from: number, to: number, most: number): number[] {
	const passed = new Set(counts.filter((count) => count > from && count <= to));
	if (every !== undefined) {
		let multiple = (Math.floor(from / every) + 1) * every;
		for (let found = 0; multiple <= to && found < most; found++, multiple += every) passed.add(multiple);
	}
	return [...passed].sort((a, b) => a - b).slice(0, most);
}
