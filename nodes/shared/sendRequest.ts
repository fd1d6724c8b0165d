import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { ApiCallError } from './apiCallError';
import { CREDENTIAL_TYPE, type ApiSession } from './apiSession';
import { drawTicket, type CallSlot } from './callSlots';
import { clock, waitUnlessAborted } from './clock';
import type { Endpoint } from './endpoints';
import { tell } from './failures';
import { describeFailure } from './failureText';
import { classifyAnswer, classifyThrown, serverNowMs, type HttpAnswer, type Outcome } from './outcome';
import { sendInOrder } from './inOrder';
import { closeGate, gateWaitMs, slotsOf } from './rateGate';
import { learnFromAnswer } from './learnLimits';
import { waitForLimit } from './rateWait';
import { readLimited, type Readable } from './readLimited';
import { redactValue } from './redact';
import { decideRetry, mayHaveHappened, type RetryDecision } from './retryDecision';

/** A call that worked out. */
export interface ApiAnswer {
	/** The payload, envelope removed; undefined for an empty answer. */
	data: unknown;
	/** The whole body, for paging facts that stand beside the payload. */
	body: unknown;
	headers: Record<string, unknown>;
}

/** The host would wait 5 minutes; an answer that takes longer than this is not coming. */
const TIMEOUT_MS = 30_000;
/** A call that is started with less time than this before the deadline could only be cut off. */
const MIN_TIMEOUT_MS = 1_000;
/** The image of a QR code for print has some hundred kilobytes; it is held in memory as a whole. */
const MAX_FILE_BYTES = 5_000_000;

/**
 * The one place of this package that touches HTTP. Sends one call, waits out rate limits within the
 * session's patience, repeats what is safe to repeat, and takes the envelope off the answer.
 * @throws {ApiCallError} with texts that are fit to be shown and stored.
 */
export async function sendRequest(session: ApiSession, endpoint: Endpoint): Promise<ApiAnswer> {
	return await sendInOrder(session, endpoint, async () => await sendUntilSettled(session, endpoint));
}

async function sendUntilSettled(session: ApiSession, endpoint: Endpoint): Promise<ApiAnswer> {
	const ticket = drawTicket(session.patience.deadlineMs !== undefined);
	let rateLimitedTries = 0;
	let troubledTries = 0;
	let mayHaveHappenedBefore = false;
	if (hasNoCallsLeft(session)) throw callsUsedUp();
	for (;;) {
		const slot = await passGate(session, endpoint, ticket, rateLimitedTries + troubledTries);
		const outcome = await attempt(session, endpoint);
		const decision = decideRetry({
			method: endpoint.method,
			outcome,
			rateLimitedTries,
			troubledTries,
			maxWaitMs: longestWaitMs(session),
			random: clock.random(),
		});
		if (outcome.kind === 'ok') learnFromAnswer(session.gate, endpoint, outcome);
		settleSlot(session, slot, outcome, decision);
		if (outcome.kind === 'ok') {
			if (endpoint.method !== 'GET') session.changesMade++;
			return toAnswer(outcome, session);
		}
		if (mayHaveHappenedBefore && isGone(endpoint, outcome)) return EMPTY_ANSWER;
		if (outcome.kind === 'rateLimited') {
			rateLimitedTries++;
		} else {
			troubledTries++;
			mayHaveHappenedBefore ||= mayHaveHappened(outcome);
		}
		if (decision.action !== 'wait' || hasNoCallsLeft(session)) {
			throw toError(outcome, session, endpoint, rateLimitedTries + troubledTries, neededWaitMs(decision));
		}
		if (!decision.closesGate) await waitUnlessAborted(decision.waitMs, session.signal);
	}
}

/** Whether the session's bound of calls is reached: repeated ones count like any other. */
function hasNoCallsLeft({ patience, callsSent }: ApiSession): boolean {
	return patience.maxCalls !== undefined && callsSent >= patience.maxCalls;
}

function callsUsedUp(): ApiCallError {
	return new ApiCallError(tell('shareUsedUp'), 'callsUsedUp');
}

/** Whoever holds the slots has no answer yet; nobody can say how long that takes. */
function crowded(): ApiCallError {
	return new ApiCallError({ ...tell('crowded'), failure: { cause: 'rate-limited' } }, 'rateLimited');
}

/** Waits for a slot until no 429 holds calls with this key back, or says when to come back. */
async function passGate(
	session: ApiSession,
	endpoint: Endpoint,
	ticket: number,
	attempts: number,
): Promise<CallSlot> {
	const slots = slotsOf(session.gate);
	for (;;) {
		if (session.signal?.aborted || session.isOver) {
			throw toError({ kind: 'cancelled', wasSent: false }, session, endpoint, attempts);
		}
		const waitMs = gateWaitMs(session.gate, clock.nowMs());
		if (waitMs > 0 && waitMs > longestWaitMs(session)) {
			const outcome: Outcome = { kind: 'rateLimited', retryAfterMs: waitMs, complaint: {} };
			throw toError(outcome, session, endpoint, attempts, waitMs);
		}
		const free = slots.tryTake(ticket);
		if (free) return free;
		const untilMs = latestStartMs(session);
		if (clock.nowMs() >= untilMs) throw crowded();
		const wait = async () => await slots.waitForTurn(ticket, session.signal, untilMs);
		const slot = await (waitMs > 0 ? waitForLimit(session, waitMs, wait) : wait());
		if (slot) return slot;
	}
}

/** The gate closes before the slot is free again, so that nobody slips through in between. */
function settleSlot(session: ApiSession, slot: CallSlot, outcome: Outcome, decision: RetryDecision): void {
	const wasRefused = outcome.kind === 'rateLimited';
	if (wasRefused) closeGate(session.gate, neededWaitMs(decision) ?? 0, clock.nowMs());
	slot.slots.giveBack(slot, wasRefused);
}

function neededWaitMs(decision: RetryDecision): number | undefined {
	return 'waitMs' in decision ? decision.waitMs : undefined;
}

async function attempt(session: ApiSession, endpoint: Endpoint): Promise<Outcome> {
	const { context } = session;
	session.callsSent++;
	try {
		const answer = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL_TYPE,
			toRequestOptions(session, endpoint),
		)) as HttpAnswer;
		noteClockSkew(session, answer);
		return classifyAnswer(endpoint.fileUrl ? await readFile(session, answer) : answer, clock.nowMs());
	} catch (thrown) {
		return session.signal?.aborted ? { kind: 'cancelled', wasSent: true } : classifyThrown(thrown);
	}
}

/** A refusal comes as JSON all the same; a file of any other kind stays bytes. */
async function readFile(session: ApiSession, answer: HttpAnswer): Promise<HttpAnswer> {
	const limits = { maxBytes: MAX_FILE_BYTES, timeoutMs: timeoutMs(session), signal: session.signal };
	const body = await readLimited(answer.body as Readable, limits);
	if (answer.statusCode < 400 || !Buffer.isBuffer(body)) return { ...answer, body };
	return { ...answer, body: parseLeniently(body.toString('utf8')) };
}

function parseLeniently(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function noteClockSkew(session: ApiSession, { headers }: HttpAnswer): void {
	const serverMs = serverNowMs(headers);
	if (serverMs !== undefined) session.clockSkewMs = serverMs - clock.nowMs();
}

function toRequestOptions(session: ApiSession, endpoint: Endpoint): IHttpRequestOptions {
	const { baseUrl } = session.connection;
	const { method, path, query, body, fileUrl } = endpoint;
	return {
		method,
		...(fileUrl
			? { url: fileUrl, headers: { Accept: 'image/*' }, encoding: 'stream' }
			: { url: baseUrl + path, headers: { Accept: 'application/json' }, json: true }),
		timeout: timeoutMs(session),
		...(query && Object.keys(query).length > 0 ? { qs: query } : {}),
		...(body ? { body: body as IDataObject } : {}),
		// the status becomes a value: otherwise the host sends a 401 twice and 1.x hides Retry-After
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// the host would carry the key along to wherever a redirect points
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		allowedDomains: new URL(baseUrl).hostname,
	};
}

function timeoutMs(session: ApiSession): number {
	const { deadlineMs } = session.patience;
	if (deadlineMs === undefined) return TIMEOUT_MS;
	return Math.max(MIN_TIMEOUT_MS, Math.min(TIMEOUT_MS, deadlineMs - clock.nowMs()));
}

function longestWaitMs(session: ApiSession): number {
	return Math.min(session.patience.maxWaitMs, latestStartMs(session) - clock.nowMs());
}

/** After this, no call is worth waiting for. */
function latestStartMs({ patience: { deadlineMs = Number.POSITIVE_INFINITY } }: ApiSession): number {
	return deadlineMs - MIN_TIMEOUT_MS;
}

const EMPTY_ANSWER: ApiAnswer = { data: undefined, body: undefined, headers: {} };

/** A repeated DELETE that finds nothing proves that the first one, whose answer was lost, worked. */
function isGone(endpoint: Endpoint, outcome: Outcome): boolean {
	return endpoint.method === 'DELETE' && outcome.kind === 'refused' && outcome.statusCode === 404;
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
	waitMs?: number,
): ApiCallError {
	const { apiKey } = session.connection;
	const { canRaiseMaxWait } = session.patience;
	const situation = { endpoint, apiKey, nowMs: clock.nowMs(), waitMs, attempts, canRaiseMaxWait };
	const text = describeFailure(outcome, situation);
	const statusCode = 'statusCode' in outcome ? outcome.statusCode : outcome.kind === 'rateLimited' ? 429 : 0;
	const rows = redactValue('rows' in outcome ? outcome.rows : undefined, apiKey);
	return new ApiCallError(text, outcome.kind, statusCode, rows);
}
