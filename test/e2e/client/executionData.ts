import { parse } from 'flatted';

export type Json = Record<string, unknown>;

export interface Item {
	json: Json;
	binary?: Record<string, { fileName?: string; mimeType: string; fileExtension?: string } | undefined>;
	pairedItem?: unknown;
	error?: unknown;
}

export interface ExecutionError {
	message: string;
	description?: string | null;
	httpCode?: string | null;
	node?: { name?: string };
	context?: Json;
}

interface NodeRun {
	executionStatus?: string;
	error?: ExecutionError;
	hints?: Array<{ message: string }>;
	data?: { main?: Array<Item[] | null> };
}

/** An execution as n8n stored it. */
export interface Execution {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	startedAt: string;
	stoppedAt?: string | null;
	error?: ExecutionError;
	/** What each node did, by the node's name; a node that never ran is absent. */
	runs: Record<string, NodeRun[]>;
}

interface StoredExecution extends Omit<Execution, 'error' | 'runs'> {
	data: unknown;
}

interface RunData {
	resultData?: { error?: ExecutionError; runData?: Record<string, NodeRun[]> };
}

/** Makes an execution readable: n8n sends its data in the `flatted` format, as circular references may occur. */
export function toExecution({ data, ...rest }: StoredExecution): Execution {
	const decoded = (typeof data === 'string' ? parse(data) : data) as RunData | undefined;
	return { ...rest, error: decoded?.resultData?.error, runs: decoded?.resultData?.runData ?? {} };
}

const END_STATES = new Set(['success', 'error', 'canceled', 'crashed']);

/** n8n 1.x sets status and end time a moment before it saves what the nodes put out, if they did. */
export function hasData({ status, runs, error }: Execution): boolean {
	const mayHaveNone = status === 'canceled' || status === 'crashed';
	return mayHaveNone || error !== undefined || Object.keys(runs).length > 0;
}

export function hasEnded({ status, stoppedAt }: Pick<Execution, 'status' | 'stoppedAt'>): boolean {
	return END_STATES.has(status) && Boolean(stoppedAt);
}

/** The items that left one output of a node, in the node's last run. */
export function itemsOf(execution: Execution, nodeName: string, output = 0): Item[] {
	return execution.runs[nodeName]?.at(-1)?.data?.main?.[output] ?? [];
}

/** The JSON of those items. */
export function jsonOf(execution: Execution, nodeName: string, output = 0): Json[] {
	return itemsOf(execution, nodeName, output).map(({ json }) => json);
}
