import type { PollContext } from 'n8n-core';
import type { IDataObject, INode, INodeExecutionData, Workflow, WorkflowActivateMode } from 'n8n-workflow';

import { forgetTriggerMemories } from '../../../nodes/QrCodeStackTrigger/memory';
import { forgetPageParameters } from '../../../nodes/shared/paging/fetchPage';
import { forgetAccounts } from '../../../nodes/shared/http/knownAccount';
import { TRIGGER, type Harness } from '../../support/harness';
import type { WriteKill } from '../schedule';
import type { Life, World } from './world';

export const ENGINE_NAMES = ['legacy', 'scheduler', 'durableCursors'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** The durable scheduler waits for a poll no longer than this (n8n 2.41.1), and tells it a fifth less. */
export const SCHEDULER_TIMEOUT_MS = 45_000;
const SCHEDULER_BUDGET_MS = SCHEDULER_TIMEOUT_MS * 0.8;

/** What the host itself loses or repeats, whatever a node does. Each has a name and is counted. */
export const HOST_WINDOWS = {
	stateOnly: 'killed after the state was written and before the execution was',
	itemsOnly: 'killed after the execution was written and before the state was',
	nothingStored:
		'killed before the host stored anything of a trigger that is new (durable cursors) or renamed (scheduler)',
	renamedUnseen: 'renamed after a restart and before the first poll: the state stays under the old name',
	publishedOver: 'n8n 1.x delivers a poll that was on while the workflow was published',
} as const;
export type HostWindow = keyof typeof HOST_WINDOWS;

/** How a poll ended, as the host sees it. */
export type PollEnd =
	| { kind: 'items'; items: INodeExecutionData[] }
	| { kind: 'nothing' }
	| { kind: 'threw'; error: unknown }
	/** The process died, or the host had given up on the poll. */
	| { kind: 'lost' };

export interface HostEvents {
	/** The host can't help losing (or repeating) these scans. */
	excuse: (window: HostWindow, items: INodeExecutionData[] | 'everything') => void;
	/** Data that is written to the database. */
	onStore: (data: IDataObject) => void;
	onThrow: (error: unknown, isInit: boolean) => void;
}

interface Deps extends HostEvents {
	world: World;
	harness: Harness;
	name: EngineName;
	parameters: IDataObject;
	workflowId: string;
	isOldHost: boolean;
}

/**
 * A model of how n8n runs one polling trigger: what each of the three engines keeps, and when, as n8n 2.41.1
 * does it. `column` and `row` are the database, and all that outlives the process.
 */
export class Trigger {
	readonly delivered: INodeExecutionData[] = [];
	/** Static data of the workflow by node name: legacy and plain scheduler. */
	private readonly column = new Map<string, string>();
	/** The cursor row of the node: durable cursors. */
	private row: string | undefined;
	private nodeName = 'QRCodeStack Trigger';
	private live: { workflow: Workflow; node: INode; context: PollContext } | undefined;
	/** Goes up with each publishing: a poll of an earlier one is superseded. */
	private version = 0;
	private isActive = false;
	/** The process that polled last. */
	private lastLife: Life | undefined;
	private loseLastCalls = () => {};
	/** Scheduled polls that are on. */
	private readonly running = new Set<{ isAbandoned: boolean }>();

	constructor(private readonly deps: Deps) {}

	/** Publishes the workflow, with the poll that n8n makes at once. */
	async activate(mode: WorkflowActivateMode): Promise<PollEnd> {
		this.version++;
		this.live = undefined;
		const end = this.isLegacy ? await this.pollLegacy({ mode }) : await this.pollScheduled({ mode });
		this.isActive = end.kind !== 'threw' && end.kind !== 'lost';
		if (!this.isActive) this.live = undefined;
		return end;
	}

	/** One scheduled poll. */
	async tick({ writeKill }: { writeKill?: WriteKill } = {}): Promise<PollEnd> {
		return this.isLegacy ? await this.pollLegacy({ writeKill }) : await this.pollScheduled({ writeKill });
	}

	/** What n8n does with the workflow when it starts; only the legacy engine polls. */
	async start(mode: 'init' | 'leadershipChange'): Promise<void> {
		this.live = undefined;
		if (this.isLegacy && this.isActive) await this.activate(mode);
	}

	async rename(name: string): Promise<void> {
		// what is stored under the old name is out of reach, and this process has not seen it
		const isForgotten = this.deps.name === 'scheduler' && this.lastLife !== this.deps.world.life;
		this.nodeName = name;
		if (isForgotten && this.isActive) this.loseEverything('renamedUnseen');
		await this.publish();
	}

	async publish(): Promise<void> {
		this.version++;
		if (!this.isLegacy) return;
		// publishing may be refused where it polls; the person tries again
		for (let tries = 0; (await this.activate('update')).kind === 'threw' && tries < 20; tries++);
	}

	/** The scheduler gives up on the polls that are on: they took longer than their timeout. */
	abandonRunning(): void {
		for (const poll of this.running) poll.isAbandoned = true;
	}

	/** The process dies: called by {@link Host.kill}, before the next one starts. */
	noteDeath(): void {
		this.loseLastCalls();
		this.running.clear();
		// the usual engine stores what the poll at each publishing leaves behind, also when that is nothing
		const mayLackState = this.isActive && !this.isLegacy && this.stored === undefined;
		if (mayLackState) this.loseEverything('nothingStored');
	}

	private loseEverything(window: HostWindow): void {
		this.deps.excuse(window, 'everything');
		this.deps.world.loseAllCalls();
	}

	get stored(): string | undefined {
		return this.deps.name === 'durableCursors' ? this.row : this.column.get(this.nodeName);
	}

	private get isLegacy(): boolean {
		return this.deps.name === 'legacy';
	}

	private load() {
		const { harness, parameters, workflowId } = this.deps;
		const node = harness.makeNode(TRIGGER, parameters as INode['parameters'], {
			id: 'trigger-1',
			name: this.nodeName,
		});
		const workflow = harness.makeWorkflow([node], { id: workflowId });
		const saved = this.column.get(this.nodeName);
		if (saved) Object.assign(workflow.getStaticData('node', node), JSON.parse(saved));
		return { workflow, node: workflow.getNode(this.nodeName) as INode };
	}

	private async pollLegacy({ mode, writeKill }: { mode?: WorkflowActivateMode; writeKill?: WriteKill }) {
		const { harness, isOldHost } = this.deps;
		if (mode) {
			const loaded = this.load();
			const context = harness.pollContext(loaded.workflow, loaded.node, { activation: mode });
			this.live = { ...loaded, context };
		}
		if (!this.live) return LOST;
		const { workflow, node, context } = this.live;
		const { version, nodeName } = this;
		const end = await this.run(context, mode);
		const isSuperseded = version !== this.version;
		if (isSuperseded && !isOldHost) return LOST;
		const save = () => this.saveColumn(nodeName, workflow.getStaticData('node', node));
		if (end.kind === 'nothing' && mode) save();
		if (end.kind !== 'items') return end;
		if (isSuperseded) this.deps.excuse('publishedOver', end.items);
		return this.write(end, save, writeKill);
	}

	private async pollScheduled({ mode, writeKill }: { mode?: WorkflowActivateMode; writeKill?: WriteKill }) {
		const { harness, name } = this.deps;
		const { workflow, node } = this.load();
		const { nodeName } = this;
		const row: IDataObject | undefined = name === 'durableCursors' ? JSON.parse(this.row ?? '{}') : undefined;
		const context = harness.pollContext(workflow, node, {
			activation: mode ?? 'update',
			budgetMs: mode ? undefined : SCHEDULER_BUDGET_MS,
			...(row ? { staticData: () => row } : {}),
		});
		const ticket = { isAbandoned: false };
		this.running.add(ticket);
		const end = await this.run(context, mode);
		this.running.delete(ticket);
		if (ticket.isAbandoned) return LOST;
		const save = row
			? () => this.saveRow(row)
			: () => this.saveColumn(nodeName, workflow.getStaticData('node', node));
		// the scheduler saves at activation what it discards later; the durable row is the other way round
		if (end.kind === 'nothing' && (row !== undefined) !== (mode !== undefined)) save();
		if (end.kind !== 'items') return end;
		// one transaction: either both or none
		return this.write(end, save, row && writeKill ? 'beforeWrites' : writeKill);
	}

	/** Runs the trigger's own code; a killed process never gets to the end. */
	private async run(context: PollContext, mode: WorkflowActivateMode | undefined): Promise<PollEnd> {
		const { world, harness } = this.deps;
		const life = world.life as HostLife;
		this.lastLife = life;
		const loseCalls = world.connect(context, life);
		this.loseLastCalls = loseCalls;
		const poll = harness.runPoll(context).then(
			(items): PollEnd => (items === null ? { kind: 'nothing' } : { kind: 'items', items }),
			(error: unknown): PollEnd => {
				this.deps.onThrow(error, mode === 'init' || mode === 'leadershipChange');
				return { kind: 'threw', error };
			},
		);
		const end = await Promise.race([poll, life.over]);
		if (life.isOver) loseCalls();
		return life.isOver ? LOST : end;
	}

	private write(end: Extract<PollEnd, { kind: 'items' }>, saveState: () => void, kill?: WriteKill): PollEnd {
		if (kill === undefined || kill === 'afterStateOnly') saveState();
		if (kill === undefined || kill === 'afterItemsOnly') this.delivered.push(...copy(end.items));
		if (kill === 'afterStateOnly') this.deps.excuse('stateOnly', end.items);
		if (kill === 'afterItemsOnly') this.deps.excuse('itemsOnly', end.items);
		return end;
	}

	private saveColumn(nodeName: string, data: IDataObject): void {
		this.deps.onStore(data);
		this.column.set(nodeName, JSON.stringify(data));
	}

	private saveRow(data: IDataObject): void {
		this.deps.onStore(data);
		this.row = JSON.stringify(data);
	}
}

const LOST: PollEnd = { kind: 'lost' };

interface HostLife extends Life {
	over: Promise<PollEnd>;
	end: () => void;
}

/** The process that runs the triggers. */
export class Host {
	kills = 0;
	restarts = 0;

	constructor(
		private readonly world: World,
		private readonly triggers: Trigger[],
	) {}

	static begin(world: World): void {
		forgetTriggerMemories();
		forgetAccounts();
		forgetPageParameters();
		let end = () => {};
		const over = new Promise<PollEnd>((resolve) => (end = () => resolve(LOST)));
		world.life = { isOver: false, over, end } as HostLife;
	}

	/** Ends the process without a word: whatever waits in it never goes on. */
	kill(): void {
		const life = this.world.life as HostLife;
		if (life.isOver) return;
		this.kills++;
		for (const trigger of this.triggers) trigger.noteDeath();
		life.isOver = true;
		life.end();
	}

	/** Starts a new process where the last one is over. */
	async start(mode: 'init' | 'leadershipChange' = 'init'): Promise<void> {
		this.restarts++;
		Host.begin(this.world);
		for (const trigger of this.triggers) await trigger.start(mode);
	}
}

function copy(items: INodeExecutionData[]): INodeExecutionData[] {
	return JSON.parse(JSON.stringify(items)) as INodeExecutionData[];
}
