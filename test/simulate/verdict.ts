import type { HostWindow } from './world/host';
import type { Ledger } from './world/ledger';
import { listMarks } from './texts';

/** What a run amounted to. */
export interface Outcome {
	/** Everything that is not as promised, in words; empty when all is well. */
	failures: string[];
	scans: number;
	delivered: number;
	lost: number;
	repeated: number;
	hostLost: number;
	hostRepeats: Partial<Record<HostWindow, number>>;
	hostWindows: Partial<Record<HostWindow, number>>;
	kills: number;
	restarts: number;
	polls: number;
	calls: number;
	callsAllowed: number;
}

export interface Evidence {
	accountQuotas: readonly Ledger[];
	/** Calls that the API counted, by month of its own clock. */
	callsByMonth: ReadonlyMap<string, number>;
	/**
	 * How many of them were of the last poll of a trigger before its process died. Whether it was made nobody knows
	 * afterwards: the share may be passed by as many.
	 */
	lostByMonth: ReadonlyMap<string, number>;
	/** How many calls the trigger may make in a month. */
	callsPerMonth: number;
	kills: number;
	restarts: number;
	polls: number;
}

/**
 * Judges a run by what was made, delivered and spent.
 * @param found what was seen to be wrong on the way.
 */
export function judge(found: Iterable<string>, evidence: Evidence): Outcome {
	const { accountQuotas, callsByMonth, lostByMonth, callsPerMonth, kills, restarts, polls } = evidence;
	const failures = new Set(found);
	const lost = accountQuotas.flatMap((accountQuota) => accountQuota.lost);
	const repeated = accountQuotas.flatMap((accountQuota) => accountQuota.repeated);
	const unwanted = accountQuotas.flatMap((accountQuota) => accountQuota.unwanted);
	if (lost.length > 0) failures.add(`lost: ${listMarks(lost.map(({ mark }) => mark))}`);
	if (repeated.length > 0) failures.add(`repeated: ${listMarks(repeated)}`);
	if (unwanted.length > 0) failures.add(`delivered, and should not be: ${listMarks(unwanted)}`);
	for (const [month, calls] of callsByMonth) {
		const allowed = callsPerMonth + (lostByMonth.get(month) ?? 0);
		if (calls > allowed) failures.add(`${calls} calls in ${month}, where ${allowed} are allowed`);
	}
	return {
		failures: [...failures],
		scans: sum(accountQuotas.map(({ made }) => made)),
		delivered: sum(accountQuotas.map(({ delivered }) => delivered)),
		lost: lost.length,
		repeated: repeated.length,
		hostLost: sum(accountQuotas.map(({ hostLost }) => hostLost)),
		hostRepeats: addUp(accountQuotas.map(({ hostRepeats }) => hostRepeats)),
		hostWindows: addUp(accountQuotas.map(({ hostWindows }) => hostWindows)),
		kills,
		restarts,
		polls,
		calls: sum([...callsByMonth.values()]),
		callsAllowed: callsPerMonth * callsByMonth.size,
	};
}

function sum(values: number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

function addUp<K extends string>(maps: Array<Map<K, number>>): Partial<Record<K, number>> {
	const total: Partial<Record<K, number>> = {};
	for (const map of maps) for (const [key, count] of map) total[key] = (total[key] ?? 0) + count;
	return total;
}
