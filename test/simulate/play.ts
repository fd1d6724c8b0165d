import { createHarness, TEST_KEY } from '../support/harness';
import { Host, SCHEDULER_TIMEOUT_MS, type EngineName, type PollEnd } from './world/host';
import { EventBook } from './world/eventBook';
import type { Ledger } from './world/ledger';
import { rulesFor, type Rules } from './world/rules';
import { ScanMaker } from './world/scanMaker';
import {
	FIRST_CODES,
	KEY_PLACEHOLDER,
	SELECTED_CODES,
	type Interruption,
	type Schedule,
	type Step,
} from './schedule';
import { settle } from './settle';
import { describeEnd, describeStep, formatTime } from './texts';
import { judge, type Outcome } from './verdict';
import { holdsKey, watchTrigger, type WatchedTrigger } from './world/watchTrigger';
import { ACCOUNT, PLAN_LIMITS, World } from './world/world';

export type Trace = (line: string) => void;

/** A publishing that is refused is tried again. */
const MAX_ACTIVATIONS = 20;
/** How long a process that died takes to come back. */
const START_MS = 5_000;

/** Plays a schedule against the real trigger in a model of one of n8n's engines. */
export async function play(engine: EngineName, schedule: Schedule, trace?: Trace): Promise<Outcome> {
	return await new Play(engine, schedule, trace).run();
}

class Play {
	private readonly world: World;
	private readonly rules: Rules;
	private readonly harness = createHarness();
	private readonly host: Host;
	private readonly parts: WatchedTrigger[];
	private readonly scans: ScanMaker;
	private readonly events: EventBook;
	private readonly failures = new Set<string>();
	private readonly codes: string[];
	private names = 0;
	private changes = 0;
	private polls = 0;

	constructor(
		private readonly engine: EngineName,
		private readonly schedule: Schedule,
		private readonly trace: Trace | undefined,
	) {
		const { setting } = schedule;
		const say = (line: string) => this.say(line);
		const fail = (what: string) => void this.failures.add(what);
		const world = new World(setting);
		world.onCall = (line) => this.say(`    ${line}`);
		Host.begin(world);
		const codes = world.api.addQrCodes({ account: ACCOUNT, count: FIRST_CODES }).map(({ id }) => id);
		const watched = chooseWatched(setting.watch, codes);
		const rules = rulesFor(setting);
		const common = { world, setting, rules, codes, watched, say };
		// the log says of events which trigger took its baseline, if there is one
		const hasTwin = setting.hasTwin && setting.event === 'newScan';
		const onStartOver = (accountQuota: Ledger) => this.startOver(accountQuota);
		this.parts = (hasTwin ? ['wf1', 'wf2'] : ['wf1']).map((workflowId) =>
			watchTrigger({ ...common, harness: this.harness, engine, workflowId, fail, onStartOver }),
		);
		const accountQuotas = this.parts.map(({ accountQuota }) => accountQuota);
		this.events = new EventBook({ world, setting, accountQuotas, watched, fail });
		world.onCodeAnswer = (id, status) => this.events.noteAnswer(id, status);
		for (const id of codes) this.events.noteCode(id, { isFirst: true });
		this.scans = new ScanMaker({
			...common,
			accountQuotas,
			maxBurst: rules.maxBurst,
			events: this.events,
		});
		const triggers = this.parts.map(({ trigger }) => trigger);
		this.host = new Host(world, triggers);
		this.world = world;
		this.rules = rules;
		this.codes = codes;
	}

	async run(): Promise<Outcome> {
		this.scans.makeEarlier();
		await this.activateAll();
		this.scans.startedAtMs = this.world.apiNowMs();
		for (const step of this.schedule.steps) await this.take(step);
		this.say('settling');
		this.world.api.clearFaults();
		this.world.clearDistortions();
		await settle(
			async (afterMs) => await this.poll(afterMs),
			() => this.parts.some(({ accountQuota }) => accountQuota.lost.length > 0),
			{ spendsMonth: this.schedule.setting.plan === 'tiny' },
		);
		return this.judge();
	}

	private async activateAll(): Promise<void> {
		for (const { trigger } of this.parts) {
			let end: PollEnd = await trigger.activate('activate');
			for (let tries = 1; end.kind === 'threw' && tries < MAX_ACTIVATIONS; tries++)
				end = await trigger.activate('activate');
		}
		this.takeDelivered();
	}

	private async take(step: Step): Promise<void> {
		this.say(describeStep(step));
		switch (step.kind) {
			case 'scan':
				return this.scans.makeStep(step);
			case 'poll':
				if (step.interruption) this.arm(step.interruption);
				await this.poll(step.afterMs, step.writeKill);
				await this.world.finishMeanwhile();
				this.world.clearInterruption();
				return;
			case 'fault':
				return this.addFault(step);
			case 'recover':
				return this.world.api.clearFaults();
			case 'restart':
				this.host.kill();
				this.world.advance(step.downForMs);
				return await this.startHost(step.isLeadershipChange ? 'leadershipChange' : 'init');
			case 'publish':
				return await this.publish(step.isRenamed);
			case 'addCode':
				return this.addCode();
			case 'deleteCode':
				return this.deleteCode(step.code);
			case 'changeCode':
				return this.changeCode(step);
			case 'counter':
				return this.distortCounter(step);
			case 'othersSpend':
				return this.othersSpend(step.share);
			case 'setClock':
				return this.world.setClock(step.byMs);
		}
	}

	private arm({ at, what }: Interruption): void {
		this.world.interruptAt(at, async () => {
			this.say(`    (await ${at}: ${what.kind})`);
			if (what.kind === 'kill') return this.host.kill();
			if (what.kind === 'drift') return this.scans.makeStep(what.scans);
			const sinceMs = this.world.now();
			for (const each of what.meanwhile) {
				this.say(`    (meanwhile: ${each})`);
				if (each === 'tick') await this.poll(what.everyMs);
				else await this.publish(each === 'rename');
			}
			const isTooLong = this.world.now() - sinceMs >= SCHEDULER_TIMEOUT_MS;
			if (isTooLong) for (const { trigger } of this.parts) trigger.abandonRunning();
		});
	}

	/** One turn of the schedule: each trigger polls, one after the other. */
	private async poll(
		afterMs: number,
		writeKill?: Extract<Step, { kind: 'poll' }>['writeKill'],
	): Promise<number> {
		this.world.advance(afterMs);
		for (const { trigger, accountQuota } of this.parts) {
			this.polls++;
			const end = await trigger.tick({ writeKill });
			this.say(`    ${this.stamp()} poll: ${describeEnd(end)}`);
			const hasDied = this.world.life.isOver || (writeKill !== undefined && end.kind === 'items');
			if (!hasDied) {
				if (end.kind !== 'lost') this.noteBaseline(accountQuota);
				continue;
			}
			this.host.kill();
			this.world.advance(START_MS);
			await this.startHost('init');
			break;
		}
		return this.takeDelivered();
	}

	private async startHost(mode: 'init' | 'leadershipChange'): Promise<void> {
		this.say(`    ${this.stamp()} the host starts`);
		await this.host.start(mode);
		if (this.engine === 'legacy') for (const { accountQuota } of this.parts) this.noteBaseline(accountQuota);
		this.takeDelivered();
	}

	/** Where the host lost the state, the trigger starts now: scans of an earlier time are not its own any more. */
	private noteBaseline(accountQuota: Ledger): void {
		if (!accountQuota.isStartingOver) return;
		// what happens to codes counts from the list of codes on
		if (this.events.event !== 'newScan' && this.countBaselines() <= accountQuota.baselinesBefore) return;
		accountQuota.isStartingOver = false;
		this.scans.startedAtMs = this.world.apiNowMs();
	}

	private startOver(accountQuota: Ledger): void {
		accountQuota.baselinesBefore = this.countBaselines();
		// a baseline that is wrong makes what follows wrong, and nobody can tell
		if (this.events.event !== 'newScan') this.world.clearDistortions();
	}

	/** The log says that a trigger is on when it has taken its baseline. */
	private countBaselines(): number {
		return this.harness.logger.lines.filter((line) => line.includes('QRCodeStack Trigger is on')).length;
	}

	private takeDelivered(): number {
		let count = 0;
		for (const { trigger, accountQuota } of this.parts) {
			const fresh = accountQuota.take(trigger.delivered);
			if (fresh > 0) this.events.check(trigger.delivered.slice(-fresh));
			count += fresh;
		}
		return count;
	}

	private addCode(): void {
		for (const { id } of this.world.api.addQrCodes({ account: ACCOUNT })) {
			this.codes.push(id);
			this.events.noteCode(id, { isFirst: false });
		}
	}

	private changeCode({ code, field }: Extract<Step, { kind: 'changeCode' }>): void {
		const id = this.codes[code % this.codes.length] ?? '';
		const value = field === 'name' ? `Name ${++this.changes}` : `https://example.com/${++this.changes}`;
		this.world.changeCode(id, field === 'name' ? { name: value } : { destination_url: value });
		this.events.noteChange(id, field, value);
	}

	private distortCounter({ code, offset }: Extract<Step, { kind: 'counter' }>): void {
		const isStarting = this.parts.some(({ accountQuota }) => accountQuota.isStartingOver);
		const isCounted = this.schedule.setting.scanCounter === 'scan_count';
		if (this.events.event === 'newScan' || isStarting || !isCounted) return;
		const id = this.codes[code % this.codes.length] ?? '';
		this.world.distortCounter(id, offset);
		this.events.noteDistortion(id, offset);
	}

	private async publish(isRenamed: boolean): Promise<void> {
		const name = `Trigger ${++this.names}`;
		for (const { trigger } of this.parts) await (isRenamed ? trigger.rename(name) : trigger.publish());
		this.takeDelivered();
	}

	private addFault({ fault, skip, times }: Extract<Step, { kind: 'fault' }>): void {
		const error = 'error' in fault ? { error: fault.error?.replace(KEY_PLACEHOLDER, TEST_KEY) } : {};
		this.world.api.addFaults({ ...fault, ...error, skip, times });
	}

	private deleteCode(index: number): void {
		// one code stays, so that there is something to scan
		if (this.codes.length < 2) return;
		const [id = ''] = this.codes.splice(index % this.codes.length, 1);
		this.world.deleteCode(id);
		for (const { accountQuota } of this.parts) accountQuota.excuseCode(id);
		this.events.noteDeleted(id);
	}

	private othersSpend(share: number): void {
		const { perMonth } = PLAN_LIMITS[this.schedule.setting.plan];
		const used = this.world.monthUsed();
		this.world.api.setLimits({ monthUsed: used + Math.floor((perMonth - used) * share) });
	}

	private judge(): Outcome {
		const { parts, failures, world, host, polls, rules } = this;
		if (holdsKey(JSON.stringify(parts.map(({ trigger }) => trigger.delivered))))
			failures.add('the key is in an item');
		if (holdsKey(this.harness.logger.lines.join('\n'))) failures.add('the key is in the log');
		const { callsByMonth, lostByMonth } = world;
		const { kills, restarts } = host;
		const accountQuotas = parts.map(({ accountQuota }) => accountQuota);
		return judge(failures, {
			accountQuotas,
			callsByMonth,
			lostByMonth,
			callsPerMonth: rules.callsPerMonth,
			kills,
			restarts,
			polls,
		});
	}

	private stamp(): string {
		return formatTime(this.world.apiNowMs());
	}

	private say(line: string): void {
		this.trace?.(line);
	}
}

function chooseWatched(watch: Schedule['setting']['watch'], codes: string[]): Set<string> | undefined {
	if (watch === 'all') return undefined;
	return new Set(codes.slice(0, watch === 'one' ? 1 : SELECTED_CODES));
}
