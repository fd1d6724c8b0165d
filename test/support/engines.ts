import type { PollContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	WorkflowActivateMode,
	Workflow,
} from 'n8n-workflow';

import { forgetTriggerMemories } from '../../nodes/QrCodeStackTrigger/memory';
import { forgetAccounts } from '../../nodes/shared/http/knownAccount';
import { clock } from '../../nodes/shared/util/clock';
import { TRIGGER, type Harness } from './harness';
import { hostBackoffMs } from './hostBackoff';

export const ENGINE_NAMES = ['legacy', 'scheduler', 'durableCursors'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** What the durable scheduler tells a poll of its time (n8n 2.41.1: a timeout of 45 s, less a fifth). */
const SCHEDULER_BUDGET_MS = 36_000;

export interface EngineOptions {
	name: EngineName;
	harness: Harness;
	parameters: INodeParameters;
	workflowId?: string;
	timezone?: string;
	nodeId?: string;
}

/** Where a process can die between the end of a poll and the end of its writes. */
export type KillPoint = 'beforeWrites' | 'afterStateOnly' | 'afterItemsOnly';

/**
 * A small model of how n8n runs a polling trigger: what the three engines keep, and when, as
 * shared/n8n-host-facts.md says. `database` is all that outlives the process.
 */
export interface Engine {
	/** Publishes the workflow, with the poll that n8n makes at once; a throw means that it stays inactive. */
	activate: (mode?: WorkflowActivateMode) => Promise<void>;
	/**
	 * One scheduled poll. Rejects with what the poll throws, after doing with it what the engine does. The
	 * schedulers look the state up some time before they poll: `beforePoll` is that time.
	 */
	tick: (options?: {
		killAt?: KillPoint;
		beforePoll?: Promise<unknown>;
	}) => Promise<INodeExecutionData[] | null>;
	/** Ends the process without a word and starts it again. */
	restart: () => Promise<void>;
	/** Ends the process while `poll` is on: whatever it still does is lost. */
	killDuring: (poll: Promise<unknown>) => Promise<void>;
	/** Replaces the package while n8n runs: its modules are loaded anew, and a poll that is on goes on in the old ones. */
	updatePackage: () => void;
	/** While on, every write of n8n to its database is refused; n8n itself goes on. */
	refuseWrites: (isOn: boolean) => void;
	/** Gives the node another name and publishes. */
	rename: (name: string) => Promise<void>;
	/** Changes parameters and publishes. */
	change: (parameters: INodeParameters) => Promise<void>;
	/** Everything that reached an execution, in order. */
	deliveredItems: INodeExecutionData[];
	/** What a fresh process would find. */
	stored: () => IDataObject;
	/** The last state that polls worked with, stored or not. */
	database: { columns: IDataObject; rows: Map<string, IDataObject> };
}

export function createEngine(options: EngineOptions): Engine {
	const { name: engine, harness, workflowId = 'wf1', timezone = 'UTC' } = options;
	const { nodeId = 'trigger-1' } = options;
	let parameters = options.parameters;
	let nodeName = 'QRCodeStack Trigger';
	let live: { workflow: Workflow; node: INode; context: PollContext } | undefined;
	/** A poll that belongs to an earlier process or activation must not write any more. */
	let epoch = 0;
	let refusesWrites = false;
	const database: Engine['database'] = { columns: {}, rows: new Map() };
	const deliveredItems: INodeExecutionData[] = [];
	/** Until when durable cursors make no poll, after one that threw. */
	let backsOffUntilMs = 0;
	const columnKey = () => `node:${nodeName}`;

	const load = () => {
		const node = harness.makeNode(TRIGGER, parameters, { id: nodeId, name: nodeName });
		const workflow = harness.makeWorkflow([node], { id: workflowId, timezone });
		const saved = database.columns[columnKey()] as IDataObject | undefined;
		if (saved) Object.assign(workflow.getStaticData('node', node), structuredClone(saved));
		return { workflow, node: workflow.getNode(nodeName) as INode };
	};
	const saveColumn = (data: IDataObject) => {
		database.columns = { ...database.columns, [columnKey()]: copy(data) };
	};
	const deliver = (items: INodeExecutionData[]) => void deliveredItems.push(...copyItems(items));

	async function pollLegacy(isFirst: boolean, killAt?: KillPoint) {
		if (!live) return null;
		const { workflow, node, context } = live;
		const own = epoch;
		const items = await harness.runPoll(context);
		if (own !== epoch) return null;
		const writes = () => saveColumn(workflow.getStaticData('node', node));
		if (items === null) {
			if (isFirst && !refusesWrites) writes();
			return null;
		}
		return write(items, writes, killAt);
	}

	async function pollScheduled(
		activation: WorkflowActivateMode,
		isFirst: boolean,
		killAt?: KillPoint,
		beforePoll?: Promise<unknown>,
	) {
		const own = epoch;
		const { workflow, node } = load();
		const usesRow = engine === 'durableCursors';
		if (isFirst) backsOffUntilMs = 0;
		if (usesRow && clock.nowMs() < backsOffUntilMs) return null;
		const row = usesRow ? copy(database.rows.get(nodeId) ?? {}) : undefined;
		const found = JSON.stringify(row);
		const context = harness.pollContext(workflow, node, {
			activation,
			budgetMs: isFirst ? undefined : SCHEDULER_BUDGET_MS,
			...(row ? { staticData: () => row } : {}),
		});
		await beforePoll;
		const items = await harness.runPoll(context).catch((error: unknown) => {
			backsOffUntilMs = clock.nowMs() + hostBackoffMs(error, clock.nowMs());
			throw error;
		});
		if (own !== epoch) return null;
		const writeRow = () => {
			// a row that the poll left alone is not written, or it could undo what another poll wrote meanwhile
			if (row && JSON.stringify(row) !== found) database.rows.set(nodeId, copy(row));
		};
		const writes = row ? writeRow : () => saveColumn(workflow.getStaticData('node', node));
		if (items === null) {
			// the scheduler saves at activation what it discards later; the durable row is the other way round
			if (usesRow !== isFirst && !refusesWrites) writes();
			return null;
		}
		// one transaction: either both or none
		return write(items, writes, usesRow && killAt ? 'beforeWrites' : killAt);
	}

	async function write(items: INodeExecutionData[], writeState: () => void, killAt?: KillPoint) {
		// n8n logs both refusals and goes on; what the poll changed in the live object of the default engine stays there
		if (refusesWrites) return items;
		if (killAt === undefined || killAt === 'afterStateOnly') writeState();
		if (killAt === undefined || killAt === 'afterItemsOnly') deliver(items);
		if (killAt !== undefined) await restart();
		return items;
	}

	async function activate(mode: WorkflowActivateMode = 'activate') {
		epoch++;
		if (engine !== 'legacy') return void (await pollScheduled(mode, true));
		const loaded = load();
		live = { ...loaded, context: harness.pollContext(loaded.workflow, loaded.node, { activation: mode }) };
		try {
			await pollLegacy(true);
		} catch (error) {
			live = undefined;
			throw error;
		}
	}

	async function restart() {
		epoch++;
		forgetTriggerMemories();
		forgetAccounts();
		// only the legacy engine polls again when n8n starts
		if (engine === 'legacy') await activate('init');
	}

	return {
		activate,
		tick: async ({ killAt, beforePoll } = {}) =>
			engine === 'legacy'
				? await pollLegacy(false, killAt)
				: await pollScheduled('update', false, killAt, beforePoll),
		restart,
		killDuring: async (poll) => {
			epoch++;
			forgetTriggerMemories();
			await poll.catch(() => undefined);
			await restart();
		},
		updatePackage: () => {
			forgetTriggerMemories();
			forgetAccounts();
		},
		refuseWrites: (isOn) => void (refusesWrites = isOn),
		rename: async (name) => {
			nodeName = name;
			if (engine === 'legacy') await activate('update');
		},
		change: async (changed) => {
			parameters = { ...parameters, ...changed };
			if (engine === 'legacy') await activate('update');
		},
		deliveredItems,
		stored: () =>
			(engine === 'durableCursors' ? database.rows.get(nodeId) : database.columns[columnKey()]) as never,
		database,
	};
}

function copy(data: IDataObject): IDataObject {
	return JSON.parse(JSON.stringify(data)) as IDataObject;
}

function copyItems(items: INodeExecutionData[]): INodeExecutionData[] {
	return JSON.parse(JSON.stringify(items)) as INodeExecutionData[];
}
