import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const RECORDER = path.join(__dirname, 'pollRecorder.js');

/** One call of the trigger's poll(). */
export interface PollRecord {
	beganAtMs: number;
	/** Undefined where n8n ended in the midst of it. */
	endedAtMs?: number;
	/** What it handed over to n8n; empty where there was nothing. */
	scanIds: string[];
	/** What it threw. */
	error?: string;
	/** What n8n says a poll may take: each engine has its own limit. */
	budgetMs?: number;
	/** When n8n had stored the execution for these scans; not known with durable cursors. */
	executionAtMs?: number;
	/** When n8n had stored the state that belongs to them. */
	stateAtMs?: number;
}

interface Line {
	event: 'begin' | 'end' | 'throw' | 'stored' | 'saved';
	/** Counts the polls of a process. */
	id: number;
	atMs: number;
	budgetMs?: number;
	scanIds?: string[];
	message?: string;
}

/** The environment in which n8n writes down its polls. */
export function pollRecorderEnv(pollFile: string): Record<string, string> {
	return { SOAK_POLL_FILE: pollFile, NODE_OPTIONS: `--require ${JSON.stringify(RECORDER)}` };
}

export function pollFileSize(pollFile: string): number {
	return statSync(pollFile, { throwIfNoEntry: false })?.size ?? 0;
}

/** The polls of one process, written down from a byte on. The last line may have been cut off by a kill. */
export function readPolls(pollFile: string, fromByte: number): PollRecord[] {
	if (pollFileSize(pollFile) <= fromByte) return [];
	const text = readFileSync(pollFile).subarray(fromByte).toString('utf8');
	const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
	const polls = new Map<number, PollRecord>();
	for (const line of lines.filter((text) => text !== '')) {
		const { event, id, atMs, budgetMs, scanIds = [], message } = JSON.parse(line) as Line;
		const poll = polls.get(id);
		if (event === 'begin') polls.set(id, { beganAtMs: atMs, scanIds: [], budgetMs });
		else if (!poll) continue;
		else if (event === 'stored') poll.executionAtMs = atMs;
		else if (event === 'saved') poll.stateAtMs = atMs;
		else Object.assign(poll, { endedAtMs: atMs, scanIds, error: message });
	}
	return [...polls.values()];
}

/** Whether n8n has taken scans over from a poll, and has yet to make one of its two writes. */
export function isBetweenWrites({ endedAtMs, scanIds, executionAtMs, stateAtMs }: PollRecord): boolean {
	const isHandedOver = endedAtMs !== undefined && scanIds.length > 0;
	return isHandedOver && (executionAtMs === undefined || stateAtMs === undefined);
}
