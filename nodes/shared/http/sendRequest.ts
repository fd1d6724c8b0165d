import { ConnectorError } from '../errors/connectorError';
import { renderMessage } from '../errors/catalogue/catalogue';
import { getAccount, type Endpoint } from '../api/endpoints';
import { decodeLimitHeaders } from '../api/decode/limitHeaders';
import type { CallTerms, LimitNews, Limiter, Scheduled } from '../rateLimit/limiter';
import { drawTicket } from '../rateLimit/slotQueue';
import { clock, waitUnlessAborted } from '../util/clock';
import { redactValue } from '../util/redact';
import { latestStartMs, longestWaitMs } from './deadlines';
import { describeError } from './describeError';
import { noteUsage } from './knownAccount';
import type { NotOk, Outcome } from './outcome';
import { decideRetry, mayHaveHappened, neededWaitMs, type RetryDecision } from './retryPolicy';
import { sendOnce } from './sendOnce';
import type { ApiSession } from './session';

/** A call that worked out. */
export interface ApiAnswer {
	/** The payload, envelope removed; undefined for an empty answer. */
	data: unknown;
	/** The whole body, for paging facts that stand beside the payload. */
	body: unknown;
	headers: Record<string, unknown>;
}

/** What may be different for one call of a session. */
export interface CallOptions {
	/** Whose limit holds it back, if not the API's. */
	limiter?: Limiter;
	/** Set where a person waits for this call, whatever started the execution. */
	isPersonal?: true;
}

/** The tries of one call so far. */
interface Tries {
	rateLimited: number;
	retried: number;
	/** Whether one of them may have had its effect although no usable answer came. */
	mayHaveHappened: boolean;
}

interface Attempt {
	outcome: Outcome;
	decision: RetryDecision;
}

/**
 * The one way in which this package calls the API. Waits out rate limits within the session's wait limits,
 * repeats what is safe to repeat, and takes the envelope off the answer.
 * @throws {ConnectorError} with texts that are fit to be shown and stored.
 */
export async function sendRequest(
	session: ApiSession,
	endpoint: Endpoint,
	options: CallOptions = {},
): Promise<ApiAnswer> {
	const { limiter = session.account.limiter } = options;
	const terms = toTerms(session, options);
	const tries: Tries = { rateLimited: 0, retried: 0, mayHaveHappened: false };
	for (;;) {
		requireCallable(session, endpoint);
		const scheduled = await limiter.schedule(terms, async () => await attempt(session, endpoint, tries));
		if ('refusal' in scheduled) throw toRefusal(session, endpoint, tries, scheduled);
		const { outcome, decision } = scheduled.result;
		if (outcome.kind === 'ok') return toAnswer(session, endpoint, outcome);
		if (tries.mayHaveHappened && isDeletedAlready(endpoint, outcome)) return EMPTY_ANSWER;
		countTry(tries, outcome);
		if (decision.action !== 'wait') {
			throw noteKeyRefusal(session, endpoint, toError(session, endpoint, tries, outcome, decision));
		}
		// the wait after a 429 is the limiter's
		if (outcome.kind !== 'rateLimited') await waitUnlessAborted(decision.waitMs, session.end);
	}
}

function toTerms({ waitLimits, isPersonal, end, stats }: ApiSession, options: CallOptions): CallTerms {
	return {
		// a poll has little time
		ticket: drawTicket(waitLimits.deadlineMs !== undefined),
		longestWaitMs: () => longestWaitMs(waitLimits),
		latestStartMs: latestStartMs(waitLimits),
		isPersonal: isPersonal || options.isPersonal === true,
		signal: end,
		beginWait: (waitMs) => stats.beginWait(waitMs),
	};
}

async function attempt(
	session: ApiSession,
	endpoint: Endpoint,
	tries: Tries,
): Promise<{ result: Attempt; news: LimitNews }> {
	// asked once more: others of the session went out while this one waited
	requireCallable(session, endpoint);
	const outcome = await sendOnce(session, endpoint);
	const decision = decideRetry({
		method: endpoint.method,
		outcome,
		rateLimitedCount: tries.rateLimited,
		retryCount: tries.retried,
		maxWaitMs: longestWaitMs(session.waitLimits),
		random: clock.random(),
	});
	if (outcome.kind === 'ok' && endpoint.path === ACCOUNT_PATH) noteUsage(session.account, outcome.data);
	return { result: { outcome, decision }, news: toLimitNews(outcome, decision) };
}

const ACCOUNT_PATH = getAccount().path;

function toLimitNews(outcome: Outcome, decision: RetryDecision): LimitNews {
	if (outcome.kind === 'rateLimited') return { refusedForMs: neededWaitMs(decision) };
	if (outcome.kind !== 'ok') return {};
	return { isGood: true, ...decodeLimitHeaders(outcome.headers, clock.nowMs()) };
}

/** @throws {ConnectorError} where it is certain that a call need not be sent. */
function requireCallable({ mayCall, stats }: ApiSession, { fileUrl }: Endpoint): void {
	if (!mayCall()) throw new ConnectorError(renderMessage('shareUsedUp'), 'callsUsedUp');
	if (stats.keyRefusal && fileUrl === undefined) throw stats.keyRefusal;
}

function countTry(tries: Tries, outcome: NotOk): void {
	if (outcome.kind === 'rateLimited') {
		tries.rateLimited++;
	} else {
		tries.retried++;
		tries.mayHaveHappened ||= mayHaveHappened(outcome);
	}
}

const EMPTY_ANSWER: ApiAnswer = { data: undefined, body: undefined, headers: {} };

/** A repeated DELETE that finds nothing proves that the first one, whose answer was lost, worked. */
function isDeletedAlready(endpoint: Endpoint, outcome: Outcome): boolean {
	return endpoint.method === 'DELETE' && outcome.kind === 'clientError' && outcome.statusCode === 404;
}

function toAnswer(
	{ connection, stats }: ApiSession,
	{ method }: Endpoint,
	outcome: Extract<Outcome, { kind: 'ok' }>,
): ApiAnswer {
	if (method !== 'GET') stats.changesMade++;
	if (Buffer.isBuffer(outcome.data)) return { ...EMPTY_ANSWER, data: outcome.data };
	const { data, body, headers } = outcome;
	return { data, body, headers: redactValue(headers, connection.apiKey) };
}

/** Why the limiter did not let a call out. */
function toRefusal(
	session: ApiSession,
	endpoint: Endpoint,
	tries: Tries,
	scheduled: Extract<Scheduled<never>, { refusal: unknown }>,
): ConnectorError {
	switch (scheduled.refusal) {
		case 'cancelled':
			return toError(session, endpoint, tries, { kind: 'cancelled', wasSent: false }, { action: 'fail' });
		case 'crowded':
			// whoever holds the slots has no answer yet; nobody can say how long that takes
			return new ConnectorError(
				{ ...renderMessage('tooManyInFlight'), failure: { cause: 'rate-limited' } },
				'rateLimited',
			);
		case 'blocked': {
			const { waitMs, saidAtMs } = scheduled;
			const outcome: NotOk = { kind: 'rateLimited', retryAfterMs: waitMs, errorBody: {} };
			return toError(session, endpoint, tries, outcome, { action: 'fail', waitMs }, saidAtMs);
		}
	}
}

function toError(
	{ connection: { apiKey }, waitLimits: { canRaiseMaxWait } }: ApiSession,
	endpoint: Endpoint,
	tries: Tries,
	outcome: NotOk,
	decision: RetryDecision,
	saidAtMs?: number,
): ConnectorError {
	const text = describeError(outcome, {
		endpoint,
		apiKey,
		nowMs: clock.nowMs(),
		waitMs: neededWaitMs(decision),
		saidAtMs,
		attempts: tries.rateLimited + tries.retried,
		canRaiseMaxWait,
	});
	// only what was to be created may exist all the same, by what the answer says of it
	const body =
		endpoint.method === 'POST' && 'body' in outcome ? redactValue(outcome.body, apiKey) : undefined;
	return new ConnectorError(text, outcome.kind, Number(text.httpCode ?? 0), body);
}

/** What a server of files says about the key does not count (B15). */
function noteKeyRefusal({ stats }: ApiSession, { fileUrl }: Endpoint, error: ConnectorError): ConnectorError {
	if (error.statusCode === 401 && fileUrl === undefined) stats.keyRefusal = error;
	return error;
}
