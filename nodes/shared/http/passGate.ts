import { ConnectorError } from '../errors/connectorError';
import type { ApiSession } from './session';
import type { Slot } from '../rateLimit/slotQueue';
import { clock } from '../util/clock';
import { renderMessage } from '../errors/catalogue/catalogue';
import type { Outcome } from './outcome';
import { gateWaitMs, slotsOf } from '../rateLimit/rateGate';
import { waitForLimit } from './rateWait';
import { latestStartMs, longestWaitMs } from './deadlines';

/** The right to send, or why there is none: `waitMs` is the wait that would have been needed, if any. */
export type Passage = { slot: Slot } | { outcome: Exclude<Outcome, { kind: 'ok' }>; waitMs: number };

/**
 * Waits for a slot until no 429 holds calls with this key back, or says when to come back.
 * @param ticket the call's place in the queue.
 * @throws {ConnectorError} when the slots stay taken for as long as the call may wait.
 */
export async function passGate(session: ApiSession, ticket: number): Promise<Passage> {
	const slots = slotsOf(session.gate);
	for (;;) {
		if (session.signal?.aborted || session.isOver) {
			return { outcome: { kind: 'cancelled', wasSent: false }, waitMs: 0 };
		}
		const waitMs = gateWaitMs(session.gate, clock.nowMs());
		if (waitMs > 0 && waitMs > longestWaitMs(session)) {
			return { outcome: { kind: 'rateLimited', retryAfterMs: waitMs, errorBody: {} }, waitMs };
		}
		const free = slots.tryTake(ticket);
		if (free) return { slot: free };
		const untilMs = latestStartMs(session);
		if (clock.nowMs() >= untilMs) throw tooManyInFlight();
		const wait = async () => await slots.waitForTurn(ticket, session.signal, untilMs);
		const slot = await (waitMs > 0 ? waitForLimit(session, waitMs, wait) : wait());
		if (slot) return { slot };
	}
}

/** Whoever holds the slots has no answer yet; nobody can say how long that takes. */
function tooManyInFlight(): ConnectorError {
	return new ConnectorError(
		{ ...renderMessage('tooManyInFlight'), failure: { cause: 'rate-limited' } },
		'rateLimited',
	);
}
