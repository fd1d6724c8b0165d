/** What tells which engine polled. */
export interface EngineFacts {
	/** Polls by the limit that n8n named to them. */
	timerPolls: number;
	schedulerPolls: number;
	/** Tasks of the durable scheduler that ran polls, by the database. */
	pollTasks: number;
	/** Rows of `poller_state` that hold a cursor. */
	durableCursors: number;
}

/** What n8n's in-memory timers grant to a poll; the durable scheduler grants 36 s. */
export const TIMER_BUDGET_MS = 300_000;

/** One of n8n's ways to run a polling trigger. */
export interface Engine {
	name: string;
	title: string;
	env: Record<string, string>;
	/** Whether n8n stores the trigger's state and the execution in two writes, and may die between them. */
	hasTwoWrites: boolean;
	/** How long n8n leaves a workflow alone after it was killed while it switched it on. */
	standstillMs: number;
	isInUse(facts: EngineFacts): boolean;
}

/** More polls than restarts can account for. */
const MANY_POLLS = 5;

const DURABLE_SCHEDULER = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	// on by default in 2.41, and without it n8n silently falls back to its timers
	N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
	// polls as often as the poll times say; by default due polls are looked for every five seconds
	N8N_SCHEDULER_EXECUTOR_INTERVAL: '1',
};

export const ENGINES: Engine[] = [
	{
		name: 'legacy',
		title: 'in-memory timers (the default)',
		env: {},
		hasTwoWrites: true,
		standstillMs: 130_000,
		isInUse: ({ timerPolls, schedulerPolls, pollTasks, durableCursors }) =>
			timerPolls > MANY_POLLS && schedulerPolls + pollTasks + durableCursors === 0,
	},
	{
		name: 'scheduler',
		title: 'durable scheduler',
		env: DURABLE_SCHEDULER,
		hasTwoWrites: true,
		standstillMs: 0,
		isInUse: ({ schedulerPolls, pollTasks, durableCursors }) =>
			Math.min(schedulerPolls, pollTasks) > MANY_POLLS && durableCursors === 0,
	},
	{
		name: 'cursors',
		title: 'durable scheduler with durable cursors',
		env: { ...DURABLE_SCHEDULER, N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true' },
		hasTwoWrites: false,
		standstillMs: 0,
		isInUse: ({ schedulerPolls, pollTasks, durableCursors }) =>
			Math.min(schedulerPolls, pollTasks) > MANY_POLLS && durableCursors > 0,
	},
];
