import { createHarness, TEST_KEY } from '../support/harness';
import { Host, SCHEDULER_TIMEOUT_MS, Trigger, type EngineName, type HostWindow, type PollEnd } from './host';
import { describeEnd, describeError, describeStep, formatTime, listMarks } from './texts';
import { Ledger } from './ledger';
import {
	DAY,
	FIRST_CODES,
	HOUR,
	KEY_PLACEHOLDER,
	MINUTE,
	SELECTED_CODES,
	type Interruption,
	type ScanStep,
	type Schedule,
	type Step,
} from './schedule';
import { ACCOUNT, PLAN_LIMITS, World } from './world';

/** What a run amounted to. */
export interface Outcome {
	/** Everything that is not as promised, in words; empty when all is well. */
	failures: string[];
	scans: number;
	delivered: number;
	lost: number;
	repeated: number;
	hostLost: number;
	hostRepeats: Partial<Record<HostWindow, number>>;
	hostWindows: Partial<Record<HostWindow, number>>;
	kills: number;
	restarts: number;
	polls: number;
	calls: number;
	callsAllowed: number;
}

export type Trace = (line: string) => void;

/** The bounds that the task sets for n8n's static data. */
const MAX_STATE_BYTES = { one: 4 * 1024, many: 64 * 1024 };
/** Texts of errors that only a slip in the trigger's own code can bring about. */
const BROKEN_CODE = /is not (a function|defined|iterable)|Cannot (read|set) properties|Maximum call stack/;
/** Of many scans at once, a replay shows the first. */
const MAX_TOLD_SCANS = 3;
const MIN_PRO_PERCENT = 20;
const TIGHT_SCANS_PER_POLL = 3;
const FULL_PAGE = 100;
const MAX_TIGHT_BURST = 15;
/** A publishing that is refused is tried again. */
const MAX_ACTIVATIONS = 20;
/** In which steps time goes on at the end until everything is delivered: for late entries, then for calls. */
const SETTLING_MS = [
	...repeat(MINUTE, 3),
	...repeat(8 * MINUTE, 3),
	...repeat(10 * MINUTE, 12),
	...repeat(HOUR, 24),
	...repeat(12 * HOUR, 24),
	...repeat(4 * DAY, 20),
];
/** And then on, to see that nothing comes twice. */
const CONFIRMING_MS = [MINUTE, 16 * MINUTE, MINUTE, 2 * HOUR, 13 * HOUR, 13 * HOUR];
/** A backlog may leave in small parts. */
const MAX_SETTLING_POLLS = 600;

/** Plays a schedule against the real trigger in a model of one of n8n's engines. */
export async function play(engine: EngineName, schedule: Schedule, trace?: Trace): Promise<Outcome> {
	return await new Play(engine, schedule, trace).run();
}

class Play {
	private readonly world: World;
	private readonly harness = createHarness();
	private readonly host: Host;
	private readonly parts: Array<{ trigger: Trigger; ledger: Ledger }>;
	private readonly failures = new Set<string>();
	private readonly watched: Set<string> | undefined;
	private codes: string[];
	private names = 0;
	private polls = 0;
	private marks = 0;
	private toldMarks = 0;
	/** Scans are made after this moment of the API's clock: earlier ones are before the start. */
	private startedAtMs = Number.NEGATIVE_INFINITY;

	constructor(
		private readonly engine: EngineName,
		private readonly schedule: Schedule,
		private readonly trace: Trace | undefined,
	) {
		const { setting } = schedule;
		this.world = new World(setting);
		this.world.onCall = (line) => this.say(`    ${line}`);
		Host.begin(this.world);
		this.codes = this.world.api.addQrCodes({ account: ACCOUNT, count: FIRST_CODES }).map(({ id }) => id);
		this.watched = this.chooseWatched();
		const workflowIds = setting.hasTwin ? ['wf1', 'wf2'] : ['wf1'];
		this.parts = workflowIds.map((id) => this.createPart(id));
		this.host = new Host(
			this.world,
			this.parts.map(({ trigger }) => trigger),
		);
	}

	async run(): Promise<Outcome> {
		const { setting, steps } = this.schedule;
		if (setting.earlierScans > 0) this.makeEarlierScans(setting.earlierScans);
		await this.activateAll();
		this.startedAtMs = this.world.apiNowMs();
		for (const step of steps) await this.take(step);
		await this.settle();
		return this.judge();
	}

	private chooseWatched(): Set<string> | undefined {
		const { watch } = this.schedule.setting;
		if (watch === 'all') return undefined;
		return new Set(this.codes.slice(0, watch === 'one' ? 1 : SELECTED_CODES));
	}

	private createPart(workflowId: string) {
		const { setting } = this.schedule;
		const ledger = new Ledger();
		const maxBytes = setting.watch === 'one' ? MAX_STATE_BYTES.one : MAX_STATE_BYTES.many;
		const trigger = new Trigger({
			world: this.world,
			harness: this.harness,
			name: this.engine,
			parameters: this.parameters(),
			workflowId,
			isOldHost: setting.isOldHost,
			excuse: (window, items) => {
				this.say(`    (host: ${window})`);
				ledger.excuse(window, items);
			},
			onStore: (data) => {
				const text = JSON.stringify(data);
				const bytes = Buffer.byteLength(text);
				if (bytes > maxBytes) this.failures.add(`the static data takes ${bytes} bytes`);
				this.checkSecret(text, 'static data');
			},
			onThrow: (error, isInit) => {
				this.say(`    threw ${String(error)}`);
				if (BROKEN_CODE.test(describeError(error))) this.failures.add(`broken code: ${String(error)}`);
				if (isInit) this.failures.add(`threw at init: ${String(error)}`);
				this.checkSecret(describeError(error), 'an error');
			},
		});
		return { trigger, ledger };
	}

	private parameters() {
		const { watch, startsFrom, maxScansPerPoll, includeQrCode } = this.schedule.setting;
		const { budgetPercent: monthlyBudget } = this;
		const [first = ''] = this.codes;
		return {
			watch,
			qrCodeId: { __rl: true, mode: 'id', value: first },
			qrCodeIds: [...(this.watched ?? [])],
			startFrom: startsFrom,
			options: { maxScansPerPoll, includeQrCode, monthlyBudget },
		};
	}

	/** A backlog in small parts or pages, with the few calls of a small share, would take years to leave. */
	private get budgetPercent(): number {
		const { plan, monthlyBudget } = this.schedule.setting;
		return plan === 'pro' ? Math.max(MIN_PRO_PERCENT, monthlyBudget) : monthlyBudget;
	}

	private get maxBurst(): number {
		const { maxScansPerPoll, maxPageSize } = this.schedule.setting;
		const isTight =
			maxScansPerPoll <= TIGHT_SCANS_PER_POLL ||
			maxPageSize < FULL_PAGE ||
			this.budgetPercent <= MIN_PRO_PERCENT;
		return isTight ? MAX_TIGHT_BURST : Number.POSITIVE_INFINITY;
	}

	private checkSecret(text: string, place: string): void {
		if (text.includes(TEST_KEY)) this.failures.add(`the key is in ${place}`);
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
				return this.makeScans(step);
			case 'poll':
				if (step.interruption) this.arm(step.interruption);
				await this.poll(step.afterMs, step.writeKill);
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
				return void this.codes.push(...this.world.api.addQrCodes({ account: ACCOUNT }).map(({ id }) => id));
			case 'deleteCode':
				return this.deleteCode(step.code);
			case 'othersSpend':
				return this.othersSpend(step.share);
		}
	}

	private arm({ at, what }: Interruption): void {
		this.world.interruptAt(at, async () => {
			this.say(`    (await ${at}: ${what.kind})`);
			if (what.kind === 'kill') return this.host.kill();
			if (what.kind === 'drift') return this.makeScans(what.scans);
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
		for (const { trigger, ledger } of this.parts) {
			this.polls++;
			const end = await trigger.tick({ writeKill });
			this.say(`    ${this.stamp()} poll: ${describeEnd(end)}`);
			const hasDied = this.world.life.isOver || (writeKill !== undefined && end.kind === 'items');
			if (!hasDied) {
				if (end.kind !== 'lost') this.noteStart(ledger);
				continue;
			}
			this.host.kill();
			this.world.advance(5_000);
			await this.startHost('init');
			break;
		}
		return this.takeDelivered();
	}

	private async startHost(mode: 'init' | 'leadershipChange'): Promise<void> {
		this.say(`    ${this.stamp()} the host starts`);
		await this.host.start(mode);
		if (this.engine === 'legacy') for (const { ledger } of this.parts) this.noteStart(ledger);
		this.takeDelivered();
	}

	/** Where the host lost the state, the trigger starts now: scans of an earlier time are not its own any more. */
	private noteStart(ledger: Ledger): void {
		if (!ledger.isStartingOver) return;
		ledger.isStartingOver = false;
		this.startedAtMs = this.world.apiNowMs();
	}

	private takeDelivered(): number {
		let count = 0;
		for (const { trigger, ledger } of this.parts) count += ledger.take(trigger.delivered);
		return count;
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
		for (const { ledger } of this.parts) ledger.excuseCode(id);
	}

	private othersSpend(share: number): void {
		const { perMonth } = PLAN_LIMITS[this.schedule.setting.plan];
		const used = this.world.monthUsed();
		this.world.api.setLimits({ monthUsed: used + Math.floor((perMonth - used) * share) });
	}

	private makeEarlierScans(count: number): void {
		const isWanted = this.schedule.setting.startsFrom === 'beginning';
		for (const id of this.codes) {
			for (let index = 0; index < count; index++) {
				const atMs = this.world.apiNowMs() - HOUR - index * MINUTE;
				this.makeScan(id, { atMs, lateByMs: 0, isWanted });
			}
		}
	}

	private makeScans({ code, agoMs, lateByMs, spreadMs, ...step }: ScanStep): void {
		const count = Math.min(step.count, this.maxBurst);
		const id = this.codes[code % this.codes.length] ?? '';
		this.toldMarks = this.marks;
		for (let index = 0; index < count; index++) {
			const backMs = agoMs + Math.round((spreadMs * index) / count);
			const atMs = Math.max(this.startedAtMs, this.world.apiNowMs() - backMs);
			this.makeScan(id, { atMs, lateByMs, isWanted: true });
		}
	}

	private makeScan(
		qrCodeId: string,
		{ atMs, lateByMs, isWanted }: { atMs: number; lateByMs: number; isWanted: boolean },
	): void {
		const mark = `s${++this.marks}`;
		this.world.api.addScans({ qrCodeId, fromMs: atMs, lateByMs, visitor: { referrer: mark } });
		const isWatched = this.watched?.has(qrCodeId) ?? true;
		for (const { ledger } of this.parts) ledger.add({ mark, qrCodeId, isWanted: isWanted && isWatched });
		if (this.marks - this.toldMarks > MAX_TOLD_SCANS) return;
		this.say(
			`    ${mark} at ${formatTime(atMs)}, shown ${formatTime(atMs + lateByMs)}, code ${qrCodeId.slice(0, 4)}`,
		);
	}

	/** Trouble is over: polls go on until everything is delivered, and then a while to see that nothing repeats. */
	private async settle(): Promise<void> {
		this.say('settling');
		this.world.api.clearFaults();
		let polls = 0;
		for (let index = 0; index < SETTLING_MS.length && polls < MAX_SETTLING_POLLS && this.isOwed(); polls++) {
			const delivered = await this.poll(SETTLING_MS[index] ?? MINUTE);
			if (delivered === 0) index++;
		}
		for (const afterMs of CONFIRMING_MS) await this.poll(afterMs);
	}

	private isOwed(): boolean {
		return this.parts.some(({ ledger }) => ledger.lost.length > 0);
	}

	private judge(): Outcome {
		const { failures, parts, world } = this;
		const lost = parts.flatMap(({ ledger }) => ledger.lost);
		const repeated = parts.flatMap(({ ledger }) => ledger.repeated);
		const unwanted = parts.flatMap(({ ledger }) => ledger.unwanted);
		if (lost.length > 0) failures.add(`lost: ${listMarks(lost.map(({ mark }) => mark))}`);
		if (repeated.length > 0) failures.add(`repeated: ${listMarks(repeated)}`);
		if (unwanted.length > 0) failures.add(`delivered, and should not be: ${listMarks(unwanted)}`);
		const share = (PLAN_LIMITS[this.schedule.setting.plan].perMonth * this.budgetPercent) / 100;
		for (const [month, calls] of world.callsByMonth)
			if (calls > share) failures.add(`${calls} calls in ${month}, where ${share} are allowed`);
		for (const { trigger } of parts) this.checkSecret(JSON.stringify(trigger.delivered), 'an item');
		this.checkSecret(this.harness.logger.lines.join('\n'), 'the log');
		return {
			failures: [...failures],
			scans: sum(parts.map(({ ledger }) => ledger.made)),
			delivered: sum(parts.map(({ ledger }) => ledger.delivered)),
			lost: lost.length,
			repeated: repeated.length,
			hostLost: sum(parts.map(({ ledger }) => ledger.hostLost)),
			hostRepeats: addUp(parts.map(({ ledger }) => ledger.hostRepeats)),
			hostWindows: addUp(parts.map(({ ledger }) => ledger.hostWindows)),
			kills: this.host.kills,
			restarts: this.host.restarts,
			polls: this.polls,
			calls: sum([...world.callsByMonth.values()]),
			callsAllowed: share * world.callsByMonth.size,
		};
	}

	private stamp(): string {
		return formatTime(this.world.apiNowMs());
	}

	private say(line: string): void {
		this.trace?.(line);
	}
}

function repeat(value: number, times: number): number[] {
	return Array.from({ length: times }, () => value);
}

function sum(values: number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

function addUp<K extends string>(maps: Array<Map<K, number>>): Partial<Record<K, number>> {
	const total: Partial<Record<K, number>> = {};
	for (const map of maps) for (const [key, count] of map) total[key] = (total[key] ?? 0) + count;
	return total;
}
