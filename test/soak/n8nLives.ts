import path from 'node:path';

import type { N8nHost } from '../e2e/host/n8nHost';
import { startN8n, type N8nProcess } from '../e2e/host/n8nProcess';
import { pause } from '../e2e/client/waitFor';
import { isBetweenWrites, pollFileSize, pollRecorderEnv, readPolls, type PollRecord } from './pollRecords';
import { readStoredFacts, type StoredExecution, type StoredFacts } from './storedFacts';

export type Ending = 'kill' | 'restart';

/** One stretch from a start of n8n to its end. */
export interface Life {
	index: number;
	ending: Ending | 'end of the run';
	startedAtMs: number;
	/** When the signal was sent, and when the process was gone. */
	signalledAtMs: number;
	endedAtMs: number;
	polls: PollRecord[];
	/** The executions that came into being in this life. */
	executionIds: number[];
}

export interface LivesOptions {
	host: N8nHost;
	userFolder: string;
	env: Record<string, string>;
	/**
	 * Whether an end is put off while n8n is between its two writes, and an orderly one also while a poll is on,
	 * which may come to these writes as n8n stops. Where n8n ends there, it loses or repeats what the trigger
	 * handed over, and no trigger can help it.
	 */
	sparesHostWindow: boolean;
}

/** Far longer than n8n's two writes take on any machine; what takes longer was refused or dropped by n8n. */
const MAX_WRITING_MS = 30_000;
/** No poll of the trigger takes longer; what takes longer was given up. */
const MAX_POLL_MS = 60_000;
const PUT_OFF_STEP_MS = 15;

/** Starts and ends one n8n again and again, and notes after each end what it left behind. */
export class N8nLives {
	readonly lives: Life[] = [];
	/** By id, each with every scan that it was ever seen to carry. */
	readonly executions = new Map<number, StoredExecution>();
	largestStateBytes = 0;
	/** How many ends were put off. */
	putOff = 0;
	private current: { n8n: N8nProcess; startedAtMs: number; pollsFrom: number } | undefined;
	private starting: Promise<N8nProcess> | undefined;
	private isStopped = false;
	private stored: StoredFacts | undefined;
	private trigger: { workflowId: string; triggerName: string } | undefined;

	constructor(private readonly options: LivesOptions) {}

	/** Names the workflow to look at, once there is one. */
	watch(workflowId: string, triggerName: string): void {
		this.trigger = { workflowId, triggerName };
	}

	get latestFacts(): StoredFacts {
		if (!this.stored) throw new Error("n8n's database was not read yet.");
		return this.stored;
	}

	get deliveredCount(): number {
		return new Set([...this.executions.values()].flatMap(({ scanIds }) => scanIds)).size;
	}

	get logFile(): string {
		return path.join(this.options.userFolder, 'n8n.log');
	}

	async start(): Promise<N8nProcess> {
		const { env, ...options } = this.options;
		const startedAtMs = Date.now();
		const pollsFrom = pollFileSize(this.pollFile);
		if (this.isStopped) throw new Error('The run was broken off.');
		this.starting = startN8n({ ...options, env: { ...env, ...pollRecorderEnv(this.pollFile) } });
		const n8n = await this.starting;
		this.starting = undefined;
		this.current = { n8n, startedAtMs, pollsFrom };
		return n8n;
	}

	/** The first poll since the start, which n8n's timers make as they switch the trigger on. */
	get firstPoll(): PollRecord | undefined {
		return this.current && readPolls(this.pollFile, this.current.pollsFrom)[0];
	}

	/** Ends n8n and notes this life; does nothing when it doesn't run. */
	async end(ending: Life['ending']): Promise<void> {
		if (!this.current) return;
		const { n8n, startedAtMs, pollsFrom } = this.current;
		if (this.options.sparesHostWindow) await this.freezeOutsideHostWindow(n8n.pid, pollsFrom, ending);
		this.current = undefined;
		const signalledAtMs = Date.now();
		const stopped = n8n.stop(ending === 'kill' ? 'SIGKILL' : 'SIGTERM');
		// the signal is there already: it is the first that a frozen process meets
		if (this.options.sparesHostWindow) signal(n8n.pid, 'SIGCONT');
		await stopped;
		const endedAtMs = Date.now();
		const knownIds = new Set(this.lives.flatMap(({ executionIds }) => executionIds));
		await this.readDatabase();
		const executionIds = [...this.executions.keys()].filter((id) => !knownIds.has(id));
		const polls = readPolls(this.pollFile, pollsFrom);
		const index = this.lives.length + 1;
		this.lives.push({ index, ending, startedAtMs, signalledAtMs, endedAtMs, polls, executionIds });
	}

	/** Takes in every execution with its present status; an id that was seen once is never forgotten. */
	async readDatabase(): Promise<void> {
		if (!this.trigger) return;
		const { host, userFolder } = this.options;
		this.stored = await readStoredFacts({ host, userFolder, ...this.trigger });
		for (const execution of this.stored.executions) {
			// n8n's recovery after a crash may replace the data of an execution
			const before = this.executions.get(execution.id);
			const scanIds = execution.scanIds.length > 0 ? execution.scanIds : (before?.scanIds ?? []);
			this.executions.set(execution.id, { ...execution, scanIds });
		}
		this.largestStateBytes = Math.max(this.largestStateBytes, this.stored.stateBytes);
	}

	/** For the end of a run that was broken off: nothing is noted, and nothing starts again. */
	async stop(): Promise<void> {
		this.isStopped = true;
		const n8n = await this.starting?.catch(() => undefined);
		await (n8n ?? this.current?.n8n)?.stop('SIGKILL');
	}

	/**
	 * Stops n8n, unseen by it, at a moment that is as good as any other but for those between its two writes.
	 * What it wrote down is complete then: a look without stopping it would be out of date at once.
	 */
	private async freezeOutsideHostWindow(
		pid: number,
		pollsFrom: number,
		ending: Life['ending'],
	): Promise<void> {
		const isInWindow = () => {
			const polls = readPolls(this.pollFile, pollsFrom);
			const nowMs = Date.now();
			return polls.some(
				(poll) =>
					(ending !== 'kill' && isOn(poll, nowMs)) || (isBetweenWrites(poll) && isRecent(poll, nowMs)),
			);
		};
		signal(pid, 'SIGSTOP');
		if (isInWindow()) this.putOff++;
		while (isInWindow()) {
			signal(pid, 'SIGCONT');
			await pause(PUT_OFF_STEP_MS);
			signal(pid, 'SIGSTOP');
		}
	}

	private get pollFile(): string {
		return path.join(this.options.userFolder, 'polls.jsonl');
	}
}

function isRecent({ endedAtMs = 0 }: PollRecord, nowMs: number): boolean {
	return nowMs - endedAtMs < MAX_WRITING_MS;
}

function isOn({ beganAtMs, endedAtMs }: PollRecord, nowMs: number): boolean {
	return endedAtMs === undefined && nowMs - beganAtMs < MAX_POLL_MS;
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch {
		// it is gone already
	}
}
