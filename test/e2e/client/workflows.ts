import { randomUUID } from 'node:crypto';

import type { Json } from './executionData';

export const PACKAGE_NAME = 'n8n-nodes-qrcodestack';
export const ACTION_TYPE = `${PACKAGE_NAME}.qrCodeStack`;
export const TRIGGER_TYPE = `${PACKAGE_NAME}.qrCodeStackTrigger`;
export const CREDENTIAL_TYPE = 'qrCodeStackApi';

export interface CredentialReference {
	id: string;
	name: string;
}

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Json;
	credentials?: Record<string, CredentialReference>;
	webhookId?: string;
	onError?: 'continueErrorOutput' | 'continueRegularOutput';
}

/** `main` carries items; the others attach a model, a memory or a tool to an agent. */
export type ConnectionType = 'main' | 'ai_languageModel' | 'ai_memory' | 'ai_tool';
interface ConnectionEnd {
	node: string;
	type: ConnectionType;
	index: number;
}
export type Connections = Record<string, Partial<Record<ConnectionType, ConnectionEnd[][]>>>;

export interface WorkflowDefinition {
	name: string;
	nodes: WorkflowNode[];
	connections: Connections;
	settings: Json;
	pinData?: Record<string, Array<{ json: Json }>>;
}

export interface StoredWorkflow extends WorkflowDefinition {
	id: string;
	versionId: string;
	active?: boolean;
	staticData?: Json | string | null;
}

type NodeExtras = Partial<Omit<WorkflowNode, 'id' | 'name' | 'type' | 'parameters' | 'position'>>;

/** One node for a chain; `chainWorkflow` gives it its place on the canvas. */
export function node(
	name: string,
	type: string,
	parameters: Json = {},
	extras: NodeExtras = {},
): WorkflowNode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters, ...extras };
}

export const manualTrigger = (name = 'Start') => node(name, 'n8n-nodes-base.manualTrigger');

export const noOperation = (name: string) => node(name, 'n8n-nodes-base.noOp');

/** An action node of this package. */
export function qrCodeStack(
	name: string,
	credential: CredentialReference,
	parameters: Json,
	extras: NodeExtras = {},
): WorkflowNode {
	return node(name, ACTION_TYPE, parameters, { credentials: { [CREDENTIAL_TYPE]: credential }, ...extras });
}

/** The trigger node of this package, polling every few seconds. */
export function qrCodeStackTrigger(
	name: string,
	credential: CredentialReference,
	parameters: Json = {},
	pollEverySeconds = 5,
): WorkflowNode {
	return node(
		name,
		TRIGGER_TYPE,
		{ pollTimes: pollTimesEvery(pollEverySeconds), ...parameters },
		{ credentials: { [CREDENTIAL_TYPE]: credential } },
	);
}

/**
 * n8n refuses an interval below a minute, but takes many poll times: one per second of the minute that should
 * poll, each of them once a minute.
 */
export function pollTimesEvery(seconds: number): Json {
	const starts = Array.from({ length: Math.floor(60 / seconds) }, (_, index) => index * seconds);
	return { item: starts.map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })) };
}

/** A value for the `qrCodeId` resource locator. */
export function qrCodeId(value: string, mode: 'id' | 'list' | 'shortLink' = 'id'): Json {
	return { __rl: true, mode, value };
}

const GRID = 220;

/** A workflow whose nodes follow one another, the first output of each leading to the next. */
export function chainWorkflow(
	name: string,
	nodes: WorkflowNode[],
	extras: Pick<WorkflowDefinition, 'pinData'> = {},
): WorkflowDefinition {
	const connections: Connections = {};
	for (const [index, { name: from }] of nodes.slice(0, -1).entries()) {
		connections[from] = { main: [[{ node: nodes[index + 1]!.name, type: 'main', index: 0 }]] };
	}
	return {
		name,
		nodes: nodes.map((each, index) => ({ ...each, position: [index * GRID, 0] })),
		connections,
		settings: { executionOrder: 'v1' },
		...extras,
	};
}

/** A chain that starts by hand with the given rows, one item each. */
export function rowsWorkflow(name: string, rows: Json[], nodes: WorkflowNode[]): WorkflowDefinition {
	const start = manualTrigger();
	return chainWorkflow(name, [start, ...nodes], {
		pinData: { [start.name]: rows.map((json) => ({ json })) },
	});
}
