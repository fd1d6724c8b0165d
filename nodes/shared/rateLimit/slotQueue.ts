import type { RateWindow } from './window';
import { clock } from '../util/clock';
import { onAbort } from '../util/onAbort';

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
	/** In which epoch of the queue, and in which window, the call goes out. */
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
/** More than any process draws, so that urgent tickets come before all others. */
const URGENT = Number.MAX_SAFE_INTEGER / 2;

/** A place in the queue, which a call keeps over all its tries. An urgent one is served first. */
export function drawTicket(isUrgent: boolean): number {
	lastTicket++;
	return isUrgent ? lastTicket - URGENT : lastTicket;
}

/**
 * A FIFO queue of the calls with one key. After a block it starts slowly: one call goes first to see whether
 * the API takes calls again, and each answer that is no 429 lets one more out at a time, so that hundreds of
 * waiting calls don't run against a limit that still holds. It also starts slowly once as many calls went out
 * as the last window had room for.
 */
export class SlotQueue {
	inFlight = 0;
	/** Counts the slow starts: answers to calls of an earlier epoch say nothing about the present one. */
	epoch = 0;
	/** How many calls may be in flight now. */
	private allowed = MAX_CALLS_IN_FLIGHT;
	private waiters: Waiter[] = [];
	private isTended = false;

	/** @param blockedForMs how long no call may go out from now on; 0 when one may. */
	constructor(
		private readonly window: RateWindow,
		private readonly blockedForMs: () => number,
	) {}

	/** Whether nothing would be lost by forgetting this object. */
	get isIdle(): boolean {
		return this.inFlight === 0 && this.waiters.length === 0;
	}

	/** A slot, unless calls are blocked, all slots are taken, or somebody waits who came earlier. */
	tryTake(ticket: number): Slot | undefined {
		const [first] = this.waiters;
		return first && first.ticket < ticket ? undefined : this.takeIfFree();
	}

	/** A slot whatever is in the way: for a call that is to find out whether the API takes calls again. */
	takeAnyway(): Slot {
		this.window.noteSent(clock.nowMs());
		this.inFlight++;
		return { epoch: this.epoch, window: this.window.number };
	}

	/**
	 * Waits for a slot, but not longer than until `untilMs`: those who hold the slots may wait for an answer
	 * for longer than a poll has.
	 * @returns undefined when the caller should look anew: calls were blocked, the signal was aborted, or the
	 * time is over.
	 */
	async wait(ticket: number, signal: AbortSignal, untilMs: number): Promise<Slot | undefined> {
		return await new Promise((resolve) => {
			const waiter: Waiter = {
				ticket,
				untilMs,
				settle: (slot) => {
					stopListening();
					resolve(slot);
				},
			};
			const stopListening = onAbort(signal, () => this.dismiss((other) => other === waiter));
			const place = this.waiters.findIndex((other) => other.ticket > ticket);
			this.waiters.splice(place < 0 ? this.waiters.length : place, 0, waiter);
			void this.tend();
		});
	}

	/** Ends a call; `wasRefused` when a 429 came back, after which calls must be blocked already. */
	release(slot: Slot, wasRefused: boolean): void {
		this.inFlight--;
		if (!wasRefused) this.window.noteAccepted(slot.window);
		if (!wasRefused && slot.epoch === this.epoch) {
			this.allowed = Math.min(MAX_CALLS_IN_FLIGHT, this.allowed + 1);
		}
		this.dispatch();
	}

	/** Takes in that calls are blocked from now on: everybody who waits looks anew at whether it is worth it. */
	noteBlocked(): void {
		this.window.noteOver();
		this.slowStart();
		this.dismiss(() => true);
	}

	private takeIfFree(): Slot | undefined {
		if (this.inFlight >= this.allowed || this.blockedForMs() > 0) return undefined;
		// with none in flight, a call is the only way to learn more
		if (this.window.isSpent && this.inFlight > 0) return undefined;
		const slot = this.takeAnyway();
		if (this.window.isJustFilledBy(this.inFlight)) this.slowStart();
		return slot;
	}

	private slowStart(): void {
		this.epoch++;
		this.allowed = 1;
	}

	/** Lets out whoever may go now. */
	private dispatch(): void {
		for (let [first] = this.waiters; first; [first] = this.waiters) {
			const slot = this.takeIfFree();
			if (!slot) return;
			this.waiters.shift();
			first.settle(slot);
		}
	}

	/** One timer for all who wait for a block to end, or for a time of their own. */
	private async tend(): Promise<void> {
		if (this.isTended) return;
		this.isTended = true;
		for (let leftMs = this.untilNextLookMs(); leftMs > 0; leftMs = this.untilNextLookMs()) {
			await clock.sleepMs(Math.min(leftMs, WAIT_SLICE_MS));
			this.dispatch();
			this.dismiss(({ untilMs }) => untilMs <= clock.nowMs());
		}
		this.isTended = false;
		this.dispatch();
	}

	/** How long until time alone changes something for those who wait; 0 when only an answer can. */
	private untilNextLookMs(): number {
		if (this.waiters.length === 0) return 0;
		const firstMs = Math.min(...this.waiters.map(({ untilMs }) => untilMs)) - clock.nowMs();
		const leftMs = Math.min(this.blockedForMs() || Number.POSITIVE_INFINITY, Math.max(1, firstMs));
		return leftMs === Number.POSITIVE_INFINITY ? 0 : leftMs;
	}

	/** Sends waiters away without a slot. */
	private dismiss(isMeant: (waiter: Waiter) => boolean): void {
		const dismissed = this.waiters.filter(isMeant);
		this.waiters = this.waiters.filter((waiter) => !isMeant(waiter));
		for (const { settle } of dismissed) settle(undefined);
	}
}
