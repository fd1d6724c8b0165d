import fc from 'fast-check';

import {
	createEngine,
	ENGINE_NAMES,
	type Engine,
	type EngineName,
	type KillPoint,
} from '../../../support/engines';
import { HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

/** Runs per engine, a few, as test:simulate has thousands; by hand: TRIGGER_RUNS=2000 npx jest test/node/trigger.engines */
const RUNS = Number(process.env.TRIGGER_RUNS ?? 12);
const SEED = Number(process.env.TRIGGER_SEED ?? 20261122);
const LATEST_MS = 15 * MINUTE;

const faults = [
	{ kind: 'json', status: 500 },
	{ kind: 'json', status: 401 },
	{ kind: 'html' },
	{ kind: 'cut' },
	{ kind: 'truncate' },
	{ kind: 'reset' },
	{ kind: 'hang' },
	{ kind: 'rate_limited', retryAfterMs: 20_000 },
	{ kind: 'rate_limited', retryAfterMs: 120_000 },
] as const;

const scan = fc.record({
	kind: fc.constant('scan' as const),
	code: fc.nat({ max: 2 }),
	count: fc.integer({ min: 1, max: 9 }),
	lateByMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LATEST_MS })),
});
const step = fc.oneof(
	{ weight: 6, arbitrary: scan },
	{
		weight: 8,
		arbitrary: fc.record({
			kind: fc.constant('tick' as const),
			afterMs: fc.constantFrom(MINUTE, 5 * MINUTE),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('fault' as const),
			fault: fc.constantFrom(...faults),
			skip: fc.nat({ max: 3 }),
			times: fc.integer({ min: 1, max: 6 }),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant('killAfterPoll' as const),
			killAt: fc.constantFrom<KillPoint>('beforeWrites', 'afterStateOnly', 'afterItemsOnly'),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('killInPoll' as const), passing: fc.nat({ max: 4 }) }),
	},
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('sideBySide' as const), passing: fc.nat({ max: 3 }) }),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('publish' as const), isRenamed: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const schedule = fc.record({
	steps: fc.array(step, { minLength: 5, maxLength: 18 }),
	watchesOne: fc.boolean(),
	maxScansPerPoll: fc.constantFrom(3, 1_000),
	maxPageSize: fc.constantFrom(2, 5, 100),
	scanOrder: fc.constantFrom('newest_first' as const, 'oldest_first' as const),
	pagination: fc.constantFrom(
		'page_limit' as const,
		'has_more' as const,
		'offset' as const,
		'next_cursor_meta' as const,
	),
	hasCounter: fc.boolean(),
	skewMs: fc.constantFrom(0, 0, 10 * MINUTE, -10 * MINUTE),
});
type Schedule = typeof schedule extends fc.Arbitrary<infer S> ? S : never;

interface Tally {
	lost: string[];
	repeated: string[];
	/** What the host itself may lose or repeat: a process that dies between its two writes. */
	hostWindow: { lost: Set<string>; repeated: Set<string> };
}

class Run {
	readonly sent: string[] = [];
	private readonly hostWindow: Tally['hostWindow'] = { lost: new Set(), repeated: new Set() };
	private names = 0;

	constructor(
		private readonly t: TriggerTest,
		private readonly engine: Engine,
		private readonly name: EngineName,
		private readonly plan: Schedule,
	) {}

	async play(): Promise<Tally> {
		await this.engine.activate();
		await this.tick(MINUTE);
		for (const each of this.plan.steps) await this.take(each);
		this.t.api.clearFaults();
		// durable cursors make no poll for up to an hour after an error
		await this.tick(HOUR);
		// the last late entry, outstanding scans, and what is emitted in small parts
		for (let turn = 0; turn < 3; turn++) await this.tick(LATEST_MS / 2);
		for (let quiet = 0, turn = 0; quiet < 2 && turn < 80; turn++)
			quiet = (await this.tick(MINUTE)) ? 0 : quiet + 1;
		return this.tally();
	}

	private async take(each: Step): Promise<void> {
		const { t, engine } = this;
		switch (each.kind) {
			case 'scan': {
				const qrCodeId = t.ids[this.plan.watchesOne ? 0 : each.code];
				// the log's stamps are the API's, and a scan in the log's future would not be one
				const agoMs = -this.plan.skewMs;
				this.sent.push(...t.scan(each.count, { qrCodeId, lateByMs: each.lateByMs, agoMs }));
				return;
			}
			case 'tick':
				return void (await this.tick(each.afterMs));
			case 'fault':
				return t.api.addFaults({ ...each.fault, skip: each.skip, times: each.times });
			case 'restart':
				return await engine.restart();
			case 'killAfterPoll':
				return await this.killAfterPoll(each.killAt);
			case 'killInPoll': {
				const poll = await this.pollHeldBack(each.passing);
				const killed = engine.killDuring(poll.done);
				poll.release();
				return await killed;
			}
			case 'sideBySide': {
				const poll = await this.pollHeldBack(each.passing);
				await engine.tick().catch(() => null);
				poll.release();
				return void (await poll.done.catch(() => null));
			}
			case 'publish':
				// the plain scheduler files the state under the new name only with the next scans: the host's own window
				if (each.isRenamed && this.name === 'scheduler') return;
				return await this.publish(each.isRenamed);
		}
	}

	/** Publishing may be refused where it polls; the person tries again. */
	private async publish(isRenamed: boolean): Promise<void> {
		const { engine } = this;
		const published = isRenamed ? engine.rename(`Trigger ${++this.names}`) : engine.change({});
		for (let outcome: unknown = await published.catch(String); outcome !== undefined; ) {
			outcome = await engine.activate('update').catch(String);
		}
	}

	private async tick(afterMs: number) {
		this.t.time.advance(afterMs);
		return await this.engine.tick().catch(() => null);
	}

	private async killAfterPoll(killAt: KillPoint): Promise<void> {
		this.t.time.advance(MINUTE);
		const items = scanIds(await this.engine.tick({ killAt }).catch(() => null)) ?? [];
		if (this.name === 'durableCursors') return;
		if (killAt === 'afterStateOnly') items.forEach((id) => this.hostWindow.lost.add(id));
		if (killAt === 'afterItemsOnly') items.forEach((id) => this.hostWindow.repeated.add(id));
	}

	private async pollHeldBack(passing: number) {
		this.t.time.advance(MINUTE);
		const { begun, release } = this.t.holdAnswers(passing);
		const done = this.engine.tick();
		const ended = done.then(release, release);
		await Promise.race([begun, ended]);
		return { done, release };
	}

	private tally(): Tally {
		const delivered = scanIds(this.engine.deliveredItems) ?? [];
		const counts = new Map<string, number>();
		for (const id of delivered) counts.set(id, (counts.get(id) ?? 0) + 1);
		const { lost, repeated } = this.hostWindow;
		return {
			lost: this.sent.filter((id) => !counts.has(id) && !lost.has(id)),
			repeated: [...counts].filter(([id, count]) => count > 1 && !repeated.has(id)).map(([id]) => id),
			hostWindow: this.hostWindow,
		};
	}
}

test.each(ENGINE_NAMES)(
	'whatever happens in the engine "%s": no scan is lost, none is repeated',
	async (name) => {
		let scans = 0;
		let hostWindow = 0;
		await fc.assert(
			fc.asyncProperty(schedule, async (plan) => {
				const t = startTriggerTest({ codes: 3 });
				try {
					const { scanOrder, pagination, maxPageSize, hasCounter, skewMs } = plan;
					t.setSkewMs(skewMs);
					t.api.setVariants({
						scanOrder,
						pagination,
						maxPageSize,
						scanCounter: hasCounter ? 'scan_count' : 'none',
					});
					const options = { maxScansPerPoll: plan.maxScansPerPoll, includeQrCode: false };
					const parameters = { ...(plan.watchesOne ? t.onlyFirst : {}), options };
					const run = new Run(t, createEngine({ name, harness: t.harness, parameters }), name, plan);
					const { lost, repeated, hostWindow: window } = await run.play();
					scans += run.sent.length;
					hostWindow += window.lost.size + window.repeated.size;
					expect({ lost, repeated }).toEqual({ lost: [], repeated: [] });
				} finally {
					t.time.restore();
				}
			}),
			{
				numRuns: RUNS,
				seed: SEED,
				...(process.env.TRIGGER_PATH ? { path: process.env.TRIGGER_PATH } : {}),
				interruptAfterTimeLimit: 120_000,
				markInterruptAsFailure: true,
				endOnFailure: process.env.TRIGGER_SHRINK === undefined,
			},
		);
		expect(scans).toBeGreaterThan(RUNS);
		if (name === 'durableCursors') expect(hostWindow).toBe(0);
	},
	600_000,
);
