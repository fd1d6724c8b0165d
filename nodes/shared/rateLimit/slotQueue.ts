import { RateWindow } from './window';
import { clock } from '../util/clock';

/**
 * The most calls with one key that one process has on their way at once. n8n keeps no connection alive, so
 * each is a connection of its own, and a server rightly takes hundreds from one address for an attack. Some
 * less than 64, so that connections which close a moment after their answer don't make more than that.
 */
export const MAX_CALLS_IN_FLIGHT = 60;

/** Longest sleep between two looks at whether anybody still waits: no timer outlives a stop by more. */
const WAIT_SLICE_MS = 500;

/** The right to send one call. */
export interface Slot {
	slots: SlotQueue;
	epoch: number;
	window: number;
}

interface Waiter {
	ticket: number;
	/** When it gives up. */
	untilMs: number;
	settle: (slot: Slot | undefined) => void;
}

let lastTicket = 0;
/** More than any process hands out, so that urgent tickets come before all others. */
const URGENT = Number.MAX_SAFE_INTEGER / 2;

/** A place in the queue for slots; a call keeps it over all its tries. An urgent one is served first. */
export function drawTicket(isUrgent: boolean): number {
	lastTicket++;
	return isUrgent ? lastTicket - URGENT : lastTicket;
}

/**
 * Who of all the calls with one key may go out, in the order in which they came. After the gate was closed
 * one call goes first to see whether it is open; each answer that is no 429 lets one more out at a time, so
 * that hundreds of waiting calls don't run against a limit that still holds. The same care is taken once as
 * many calls went out as the last window had room for.
 */
export class SlotQueue {
	private inFlight = 0;
	/** How many calls may be in flight now. */
	private allowed = MAX_CALLS_IN_FLIGHT;
	/** Answers to calls of an earlier generation say nothing about the present one. */
	private epoch = 0;
	private waiters: Waiter[] = [];
	private isTended = false;
	private readonly window = new RateWindow();

	/** @param closedMs how long the gate stays closed from now on; 0 when it is open. */
	constructor(private readonly closedMs: () => number) {}

	/** Whether nothing would be lost by forgetting this object. */
	get isIdle(): boolean {
		return this.inFlight === 0 && this.waiters.length === 0;
	}

	/** Whether what answers tell about the window can be believed. */
	get trustsHeaders(): boolean {
		return this.window.trustsHeaders;
	}

	/** A slot, unless the gate is closed, all are taken, or somebody waits who came earlier. */
	tryTake(ticket: number): Slot | undefined {
		const [first] = this.waiters;
		return first && first.ticket < ticket ? undefined : this.takeIfFree();
	}

	/**
	 * Waits for a slot, but not longer than until `untilMs`: those who hold the slots may wait for an answer
	 * for longer than a poll has.
	 * @returns undefined when the caller should look at the gate anew: it closed, the signal was aborted, or the
	 * time is over.
	 */
	async waitForTurn(
		ticket: number,
		signal: AbortSignal | undefined,
		untilMs = Number.POSITIVE_INFINITY,
	): Promise<Slot | undefined> {
		return await new Promise((resolve) => {
			const leave = () => {
				this.waiters = this.waiters.filter((other) => other !== waiter);
				waiter.settle(undefined);
			};
			const waiter: Waiter = {
				ticket,
				untilMs,
				settle: (slot) => {
					signal?.removeEventListener('abort', leave);
					resolve(slot);
				},
			};
			signal?.addEventListener('abort', leave, { once: true });
			const place = this.waiters.findIndex((other) => other.ticket > ticket);
			this.waiters.splice(place < 0 ? this.waiters.length : place, 0, waiter);
			void this.tend();
		});
	}

	/** Ends a call; `wasRefused` when a 429 came back, for which the gate must be closed before. */
	giveBack(slot: Slot, wasRefused: boolean): void {
		this.inFlight--;
		if (!wasRefused) this.window.noteAccepted(slot.window);
		if (!wasRefused && slot.epoch === this.epoch) {
			this.allowed = Math.min(MAX_CALLS_IN_FLIGHT, this.allowed + 1);
		}
		this.dispatch();
	}

	/** To be told when the gate was closed. */
	noteClosed(): void {
		this.window.noteOver();
		this.slowStart();
		this.wakeAll();
	}

	/** To be told how many calls a minute the plan has. What was seen in this process counts for more. */
	expect(callsPerWindow: number): void {
		this.window.expect(callsPerWindow);
	}

	/** To be told what an answer says about how many calls remain in the window. */
	noteRemaining(remaining: number): void {
		this.window.noteRemaining(remaining, this.inFlight);
	}

	/** Lets every waiting caller look anew at whether it still wants to wait. */
	wakeAll(): void {
		const woken = this.waiters;
		this.waiters = [];
		for (const { settle } of woken) settle(undefined);
	}

	private takeIfFree(): Slot | undefined {
		if (this.inFlight >= this.allowed || this.closedMs() > 0) return undefined;
		// with none in flight, a call is the only way to learn more
		if (this.window.isSpent && this.inFlight > 0) return undefined;
		this.window.noteSent(clock.nowMs());
		this.inFlight++;
		const slot = { slots: this, epoch: this.epoch, window: this.window.number };
		if (this.window.isJustFilledBy(this.inFlight)) this.slowStart();
		return slot;
	}

	private slowStart(): void {
		this.epoch++;
		this.allowed = 1;
	}

	private dispatch(): void {
		for (let [first] = this.waiters; first; [first] = this.waiters) {
			const slot = this.takeIfFree();
			if (!slot) return;
			this.waiters.shift();
			first.settle(slot);
		}
	}

	/** One timer for all who wait before a closed gate, or for a time of their own. */
	private async tend(): Promise<void> {
		if (this.isTended) return;
		this.isTended = true;
		for (let leftMs = this.untilNextLookMs(); leftMs > 0; leftMs = this.untilNextLookMs()) {
			await clock.sleepMs(Math.min(leftMs, WAIT_SLICE_MS));
			this.dispatch();
			this.dismissLate();
		}
		this.isTended = false;
		this.dispatch();
	}

	/** How long until time alone changes something for those who wait; 0 when only an answer can. */
	private untilNextLookMs(): number {
		if (this.waiters.length === 0) return 0;
		const firstMs = Math.min(...this.waiters.map(({ untilMs }) => untilMs)) - clock.nowMs();
		const leftMs = Math.min(this.closedMs() || Number.POSITIVE_INFINITY, Math.max(1, firstMs));
		return leftMs === Number.POSITIVE_INFINITY ? 0 : leftMs;
	}

	private dismissLate(): void {
		const nowMs = clock.nowMs();
		const late = this.waiters.filter(({ untilMs }) => untilMs <= nowMs);
		this.waiters = this.waiters.filter(({ untilMs }) => untilMs > nowMs);
		for (const { settle } of late) settle(undefined);
	}
}
