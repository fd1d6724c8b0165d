import { ConnectorError } from '../errors/connectorError';
import type { ApiSession } from './session';
import { drawTicket, type Slot } from '../rateLimit/slotQueue';
import { clock, waitUnlessAborted } from '../util/clock';
import type { Endpoint } from '../api/endpoints';
import { renderMessage } from '../errors/catalogue/catalogue';
import { describeError } from './describeError';
import { sendInOrder } from './inOrder';
import { learnFromAnswer } from './learnLimits';
import type { Outcome } from './outcome';
import { passGate } from './passGate';
import { closeGate } from '../rateLimit/rateGate';
import { redactValue } from '../util/redact';
import { decideRetry, mayHaveHappened, type RetryDecision } from './retryPolicy';
import { sendOnce } from './sendOnce';
import { longestWaitMs } from './deadlines';

/** A call that worked out. */
export interface ApiAnswer {
	/** The payload, envelope removed; undefined for an empty answer. */
	data: unknown;
	/** The whole body, for paging facts that stand beside the payload. */
	body: unknown;
	headers: Record<string, unknown>;
}

/**
 * The one way in which this package calls the API. Waits out rate limits within the session's patience,
 * repeats what is safe to repeat, and takes the envelope off the answer.
 * @throws {ConnectorError} with texts that are fit to be shown and stored.
 */
export async function sendRequest(session: ApiSession, endpoint: Endpoint): Promise<ApiAnswer> {
	return await sendInOrder(session, endpoint, async () => await sendUntilSettled(session, endpoint));
}

async function sendUntilSettled(session: ApiSession, endpoint: Endpoint): Promise<ApiAnswer> {
	const ticket = drawTicket(session.waitLimits.deadlineMs !== undefined);
	let rateLimitedCount = 0;
	let retryCount = 0;
	let mayHaveHappenedBefore = false;
	const foreseen = foreseeFailure(session, endpoint);
	if (foreseen) throw foreseen;
	for (;;) {
		const passage = await passGate(session, ticket);
		if (!('slot' in passage)) {
			const { outcome, waitMs } = passage;
			throw toError(outcome, session, endpoint, rateLimitedCount + retryCount, waitMs);
		}
		const outcome = await sendOnce(session, endpoint);
		const decision = decideRetry({
			method: endpoint.method,
			outcome,
			rateLimitedCount,
			retryCount,
			maxWaitMs: longestWaitMs(session),
			random: clock.random(),
		});
		if (outcome.kind === 'ok') learnFromAnswer(session.gate, endpoint, outcome);
		settleSlot(session, passage.slot, outcome, decision);
		if (outcome.kind === 'ok') {
			if (endpoint.method !== 'GET') session.changesMade++;
			return toAnswer(outcome, session);
		}
		if (mayHaveHappenedBefore && isDeletedAlready(endpoint, outcome)) return EMPTY_ANSWER;
		if (outcome.kind === 'rateLimited') {
			rateLimitedCount++;
		} else {
			retryCount++;
			mayHaveHappenedBefore ||= mayHaveHappened(outcome);
		}
		if (decision.action !== 'wait' || hasNoCallsLeft(session)) {
			const attempts = rateLimitedCount + retryCount;
			const error = toError(outcome, session, endpoint, attempts, neededWaitMs(decision));
			if (isKeyRefusal(endpoint, error)) session.keyRefusal = error;
			throw error;
		}
		if (!decision.closesGate) await waitUnlessAborted(decision.waitMs, session.signal);
	}
}

/** Why a call need not be sent, where that is certain. */
function foreseeFailure(session: ApiSession, { fileUrl }: Endpoint): ConnectorError | undefined {
	if (hasNoCallsLeft(session)) return callsUsedUp();
	return fileUrl === undefined ? session.keyRefusal : undefined;
}

/** Whether the session's bound of calls is reached: repeated ones count like any other. */
function hasNoCallsLeft({ waitLimits, callsSent }: ApiSession): boolean {
	return waitLimits.maxCalls !== undefined && callsSent >= waitLimits.maxCalls;
}

function callsUsedUp(): ConnectorError {
	return new ConnectorError(renderMessage('shareUsedUp'), 'callsUsedUp');
}

/** The gate closes before the slot is free again, so that nobody slips through in between. */
function settleSlot(session: ApiSession, slot: Slot, outcome: Outcome, decision: RetryDecision): void {
	const wasRefused = outcome.kind === 'rateLimited';
	if (wasRefused) closeGate(session.gate, neededWaitMs(decision), clock.nowMs());
	slot.slots.giveBack(slot, wasRefused);
}

function neededWaitMs(decision: RetryDecision): number {
	return 'waitMs' in decision ? (decision.waitMs ?? 0) : 0;
}

const EMPTY_ANSWER: ApiAnswer = { data: undefined, body: undefined, headers: {} };

/** What a server of files says about the key does not count (B15). */
function isKeyRefusal({ fileUrl }: Endpoint, { statusCode }: ConnectorError): boolean {
	return statusCode === 401 && fileUrl === undefined;
}

/** A repeated DELETE that finds nothing proves that the first one, whose answer was lost, worked. */
function isDeletedAlready(endpoint: Endpoint, outcome: Outcome): boolean {
	return endpoint.method === 'DELETE' && outcome.kind === 'clientError' && outcome.statusCode === 404;
}

function toAnswer(outcome: Extract<Outcome, { kind: 'ok' }>, session: ApiSession): ApiAnswer {
	const { apiKey } = session.connection;
	if (Buffer.isBuffer(outcome.data)) return { ...EMPTY_ANSWER, data: outcome.data };
	return {
		data: redactValue(outcome.data, apiKey),
		body: redactValue(outcome.body, apiKey),
		headers: redactValue(outcome.headers, apiKey),
	};
}

function toError(
	outcome: Exclude<Outcome, { kind: 'ok' }>,
	session: ApiSession,
	endpoint: Endpoint,
	attempts: number,
	waitMs: number,
): ConnectorError {
	const { apiKey } = session.connection;
	const { canRaiseMaxWait } = session.waitLimits;
	const situation = { endpoint, apiKey, nowMs: clock.nowMs(), waitMs, attempts, canRaiseMaxWait };
	const text = describeError(outcome, situation);
	const statusCode = 'statusCode' in outcome ? outcome.statusCode : outcome.kind === 'rateLimited' ? 429 : 0;
	const rows = redactValue('rows' in outcome ? outcome.rows : undefined, apiKey);
	return new ConnectorError(text, outcome.kind, statusCode, rows);
}
