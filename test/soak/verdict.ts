import type { Life } from './n8nLives';
import type { PollRecord } from './pollRecords';
import type { StoredExecution } from './storedFacts';
import type { SentScan } from './traffic';

/** All that a run has seen. */
export interface Observation {
	sent: readonly SentScan[];
	executions: readonly StoredExecution[];
	lives: readonly Life[];
	/** Whether n8n stores state and execution in two writes. */
	hasTwoWrites: boolean;
}

/** The end of a process right after a poll had handed scans over to n8n. */
export interface HostWindow {
	life: number;
	ending: Life['ending'];
	handedOverAtMs: number;
	/** From then to the end of the process. */
	distanceMs: number;
	scanIds: string[];
	/** For a repeat: the execution that n8n stored without the state, and the one of a later life. */
	executionIds: number[];
}

export interface Loss extends SentScan {
	/** How long before the end of which life the trigger handed it over, where it ever did. */
	handedOver?: { life: number; distanceMs: number };
}

export interface Repeat {
	scanId: string;
	executionIds: number[];
}

export interface Verdict {
	sent: number;
	received: number;
	lost: Loss[];
	/** Handed over by the trigger, and lost by n8n as it died between its two writes. */
	lostByHost: HostWindow[];
	repeated: Repeat[];
	/** Delivered again, since n8n died between its two writes. */
	repeatedByHost: HostWindow[];
	/** Delivered, and never sent. */
	unknownIds: string[];
}

/**
 * n8n's two writes take 20 ms where a few scans leave and nothing else runs. With 500 of them on a busy
 * machine they take longer, and this is more than they ever took: what is not written by then was refused.
 */
const MAX_WINDOW_MS = 2_000;

interface HandOver {
	life: Life;
	poll: PollRecord;
	atMs: number;
	distanceMs: number;
}

/** Compares what was sent with what stands in executions. Pure. */
export function judge({ sent, executions, lives, hasTwoWrites }: Observation): Verdict {
	const carriers = findCarriers(executions);
	const handOvers = findHandOvers(lives);
	const sentIds = new Set(sent.map(({ id }) => id));
	const missing = sent.filter(({ id }) => !carriers.has(id));
	const repeats = [...carriers]
		.filter(([, executionIds]) => executionIds.length > 1)
		.map(([scanId, executionIds]) => ({ scanId, executionIds }));
	const lossWindow = (id: string) =>
		lastInWindow(handOvers.get(id)?.filter(({ poll }) => poll.executionAtMs === undefined));
	const repeatWindow = ({ scanId, executionIds }: Repeat) =>
		lastInWindow(
			handOvers
				.get(scanId)
				?.filter(({ life, poll }) => poll.stateAtMs === undefined && isLastOf(life, executionIds)),
		);
	const isHostLoss = ({ id }: SentScan) => hasTwoWrites && lossWindow(id) !== undefined;
	const isHostRepeat = (repeat: Repeat) => hasTwoWrites && repeatWindow(repeat) !== undefined;
	return {
		sent: sent.length,
		received: sent.length - missing.length,
		lost: missing.filter((scan) => !isHostLoss(scan)).map((scan) => toLoss(scan, handOvers.get(scan.id))),
		lostByHost: groupByWindow(
			missing.filter(isHostLoss).map(({ id }) => ({ scanId: id, executionIds: [], window: lossWindow(id)! })),
		),
		repeated: repeats.filter((repeat) => !isHostRepeat(repeat)),
		repeatedByHost: groupByWindow(
			repeats.filter(isHostRepeat).map((repeat) => ({ ...repeat, window: repeatWindow(repeat)! })),
		),
		unknownIds: [...carriers.keys()].filter((id) => !sentIds.has(id)),
	};
}

/** For each scan the executions that carry it; one that carries it twice is named twice. */
function findCarriers(executions: readonly StoredExecution[]): Map<string, number[]> {
	const carriers = new Map<string, number[]>();
	for (const { id, scanIds } of executions) {
		for (const scanId of scanIds) carriers.set(scanId, [...(carriers.get(scanId) ?? []), id]);
	}
	return carriers;
}

/** For each scan the polls that handed it over. */
function findHandOvers(lives: readonly Life[]): Map<string, HandOver[]> {
	const handOvers = new Map<string, HandOver[]>();
	for (const life of lives) {
		for (const poll of life.polls) {
			const { endedAtMs: atMs, scanIds } = poll;
			if (atMs === undefined) continue;
			const handOver = { life, poll, atMs, distanceMs: life.endedAtMs - atMs };
			for (const id of scanIds) handOvers.set(id, [...(handOvers.get(id) ?? []), handOver]);
		}
	}
	return handOvers;
}

function lastInWindow(handOvers: HandOver[] = []): HandOver | undefined {
	return handOvers.findLast(
		({ life, distanceMs }) => life.ending !== 'end of the run' && distanceMs <= MAX_WINDOW_MS,
	);
}

/** Whether the first of two executions is the last thing that this life has done. */
function isLastOf({ executionIds: ofLife }: Life, [first, second, ...others]: number[]): boolean {
	return first === ofLife.at(-1) && second !== first && others.length === 0;
}

function toLoss(scan: SentScan, handOvers: HandOver[] = []): Loss {
	const last = handOvers.at(-1);
	return last ? { ...scan, handedOver: { life: last.life.index, distanceMs: last.distanceMs } } : scan;
}

interface Explained extends Repeat {
	window: HandOver;
}

function groupByWindow(explained: Explained[]): HostWindow[] {
	const windows = new Map<HandOver, Explained[]>();
	for (const each of explained) windows.set(each.window, [...(windows.get(each.window) ?? []), each]);
	return [...windows].map(([{ life, atMs, distanceMs }, members]) => ({
		...{ life: life.index, ending: life.ending, handedOverAtMs: atMs, distanceMs },
		scanIds: members.map(({ scanId }) => scanId),
		executionIds: [...new Set(members.flatMap(({ executionIds }) => executionIds))],
	}));
}
