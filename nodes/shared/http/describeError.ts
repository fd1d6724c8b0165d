import { MINUTE_WINDOW_MAX_WAIT_MS, MONTH_WINDOW_MIN_WAIT_MS } from '../api/limits';
import type { HostFailure, ErrorText } from '../errors/connectorError';
import type { ErrorBody } from '../api/decode/refusal';
import { formatUtc } from '../util/dates';
import { formatDuration } from '../util/duration';
import type { Endpoint } from '../api/endpoints';
import { ADDITIONS, fill, renderMessageWith, type MessageName } from '../errors/catalogue/catalogue';
import type { NotOk } from './outcome';
import { tidyText } from '../util/redact';
import { mayHaveHappened } from './retryPolicy';

export interface ErrorContext {
	endpoint: Pick<Endpoint, 'method' | 'subject' | 'mayBeGone'>;
	apiKey: string;
	nowMs: number;
	/** How long the wait for another try would be; 0 where none is worth waiting for. */
	waitMs: number;
	/** When the API asked for that wait, unless it did so just now. */
	saidAtMs?: number;
	/** Whether the wait is too long for a bound that a person can raise. */
	canRaiseMaxWait?: boolean;
	/** Attempts made in all. */
	attempts: number;
}

type Sentence = Omit<ErrorText, 'httpCode' | 'code'>;

/** Says what happened and what to do next, in plain English. Pure; nothing unredacted leaves it. */
export function describeError(outcome: NotOk, situation: ErrorContext): ErrorText {
	const sentence = describeOutcome(outcome, situation);
	const errorBody = quoteErrorBody(outcome, situation.apiKey);
	const parts = [sentence.description, errorBody.text, sayWhetherItHappened(outcome, situation.endpoint)];
	return {
		...sentence,
		description: parts.filter(Boolean).join(' '),
		...('statusCode' in outcome ? { httpCode: String(outcome.statusCode) } : {}),
		// a status is quoted only where it came just now
		...(outcome.kind === 'rateLimited' && situation.saidAtMs === undefined ? { httpCode: '429' } : {}),
		...(errorBody.code ? { code: errorBody.code } : {}),
		...(errorBody.text ? { said: errorBody.text } : {}),
	};
}

function describeOutcome(outcome: NotOk, situation: ErrorContext): Sentence {
	const tries = describeAttempts(situation.attempts);
	switch (outcome.kind) {
		case 'rateLimited':
			return describeRateLimit(situation);
		case 'clientError':
			return describeRefusal(outcome.statusCode, situation.endpoint);
		case 'serverError':
			return {
				...renderMessageWith('serverError', { status: ` (HTTP ${outcome.statusCode})` }, tries),
				failure: temporarily(outcome.retryAfterMs),
			};
		case 'invalidBody':
			return { ...renderMessageWith('invalidBody', {}, tries), failure: temporarily() };
		case 'networkError': {
			const message = renderMessageWith(outcome.reachedServer ? 'broken' : 'unreachable', {}, tries);
			return { ...message, description: `${message.description} (${outcome.code})`, failure: temporarily() };
		}
		case 'redirected':
			return { ...renderMessageWith('redirected', {}), failure: { cause: 'configuration-invalid' } };
		case 'cancelled':
			return renderMessageWith('stopped', {});
	}
}

/** Tells the minute's window from the month's by how long the wait is; both answer with the same status. */
function describeRateLimit({ waitMs, nowMs, saidAtMs, canRaiseMaxWait }: ErrorContext): Sentence {
	const resetsAtEpochMs = nowMs + waitMs;
	const time = formatUtc(resetsAtEpochMs);
	const placeholders = { duration: formatDuration(waitMs), time };
	const when =
		saidAtMs === undefined
			? fill(ADDITIONS.reopens, placeholders)
			: fill(ADDITIONS.reopensAsSaid, { ...placeholders, saidAt: formatUtc(saidAtMs) });
	const timing = { retryAfterMs: waitMs, resetsAtEpochMs };
	if (waitMs >= MONTH_WINDOW_MIN_WAIT_MS) {
		return { ...renderMessageWith('monthLimit', {}, when), failure: { cause: 'quota-exhausted', ...timing } };
	}
	const message = renderMessageWith(waitMs <= MINUTE_WINDOW_MAX_WAIT_MS ? 'minuteLimit' : 'pause', {}, when);
	return {
		...message,
		description: canRaiseMaxWait ? message.description : `${when} ${ADDITIONS.tryThen}`,
		failure: { cause: 'rate-limited', ...timing },
	};
}

function describeRefusal(statusCode: number, { subject, mayBeGone }: ErrorContext['endpoint']): Sentence {
	const isNoApi = statusCode === 404 && !mayBeGone;
	const name = isNoApi ? 'noApiHere' : (REFUSALS[statusCode] ?? 'clientError');
	const status = statusCode < 300 ? '' : ` (HTTP ${statusCode})`;
	const cause = name === 'keyRefused' ? 'credential-invalid' : 'configuration-invalid';
	return { ...renderMessageWith(name, { subject, status }), failure: { cause } };
}

const REFUSALS: Partial<Record<number, MessageName>> = {
	401: 'keyRefused',
	403: 'planForbids',
	404: 'notFound',
	407: 'proxyLogin',
	422: 'valuesRefused',
};

function describeAttempts(attempts: number): string {
	return attempts > 1 ? fill(ADDITIONS.tried, { attempts }) : '';
}

function sayWhetherItHappened(outcome: NotOk, endpoint: ErrorContext['endpoint']): string {
	if (endpoint.method !== 'POST' || !mayHaveHappened(outcome)) return '';
	return fill(ADDITIONS.mayExist, { subject: endpoint.subject });
}

function quoteErrorBody(outcome: NotOk, apiKey: string): { text: string; code?: string } {
	if (!('errorBody' in outcome)) return { text: '' };
	const { message, code, field } = mapTexts(outcome.errorBody, (text) => tidyText(text, apiKey));
	const said = message ? `QRCodeStack says: "${message}"` : '';
	const about = field ? `Field: ${field}.` : '';
	return { text: [said, about, code ? `(${code})` : ''].filter(Boolean).join(' '), code };
}

function mapTexts(errorBody: ErrorBody, change: (text: string) => string): ErrorBody {
	return Object.fromEntries(Object.entries(errorBody).map(([key, text]) => [key, change(String(text))]));
}

function temporarily(retryAfterMs?: number): HostFailure {
	return { cause: 'temporarily-unavailable', ...(retryAfterMs ? { retryAfterMs } : {}) };
}
