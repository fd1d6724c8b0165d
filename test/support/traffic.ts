import { DAY_MS as DAY, HOUR_MS as HOUR } from '../../nodes/shared/util/duration';

/** Scans of a traffic, by when they are made, and how many a millisecond brings at a moment. */
export interface Traffic {
	scansMs: number[];
	rateAt(timeMs: number): number;
}

export const TRAFFICS = {
	/** Twice a week, 28 scans come within an hour or two: a mail or a post went out. */
	bursts: (random: () => number, fromMs: number, toMs: number): Traffic => {
		const scans = 28;
		const bursts: Array<{ fromMs: number; toMs: number }> = [];
		for (let weekMs = fromMs; weekMs < toMs; weekMs += 7 * DAY) {
			for (let burst = 0; burst < 2; burst++) {
				const startMs = weekMs + Math.floor(random() * 7) * DAY + (8 + random() * 12) * HOUR;
				bursts.push({ fromMs: startMs, toMs: startMs + (1 + random()) * HOUR });
			}
		}
		const scansMs = bursts.flatMap((burst) =>
			Array.from({ length: scans }, () => burst.fromMs + random() * (burst.toMs - burst.fromMs)),
		);
		const rateOf = (burst: { fromMs: number; toMs: number }) => scans / (burst.toMs - burst.fromMs);
		return {
			scansMs: inOrder(scansMs, toMs),
			rateAt: (timeMs) =>
				bursts
					.filter((burst) => timeMs >= burst.fromMs && timeMs < burst.toMs)
					.reduce((sum, burst) => sum + rateOf(burst), 0),
		};
	},
	/** A shop with a lunch hour and an evening, nearly nothing at night: some forty scans a day. */
	shop: (random: () => number, fromMs: number, toMs: number): Traffic => {
		const peak = (hour: number, at: number, width: number) => 4 * Math.exp(-((hour - at) ** 2) / width);
		const rateAt = (timeMs: number) => {
			const hour = (timeMs / HOUR) % 24;
			const isOpen = hour >= 8 && hour < 20;
			return (isOpen ? 0.5 + peak(hour, 12.5, 5) + peak(hour, 17.5, 4) : 0.05) / HOUR;
		};
		return { scansMs: scatter(random, rateAt, 9 / HOUR, fromMs, toMs), rateAt };
	},
	/** Some forty scans a day, at any hour alike. */
	even: (random: () => number, fromMs: number, toMs: number): Traffic => {
		const rateAt = () => 1.7 / HOUR;
		return { scansMs: scatter(random, rateAt, 1.7 / HOUR, fromMs, toMs), rateAt };
	},
};

/** Scans that come independently of each other, at a rate that is never above `most`. */
function scatter(
	random: () => number,
	rateAt: (timeMs: number) => number,
	most: number,
	fromMs: number,
	toMs: number,
): number[] {
	const scansMs: number[] = [];
	for (let timeMs = fromMs; ; ) {
		timeMs -= Math.log(1 - random()) / most;
		if (timeMs >= toMs) return scansMs;
		if (random() < rateAt(timeMs) / most) scansMs.push(timeMs);
	}
}

function inOrder(timesMs: number[], toMs: number): number[] {
	return timesMs.filter((timeMs) => timeMs < toMs).sort((a, b) => a - b);
}
