import { KEYS_PAGE_URL, MINUTE_WINDOW_MAX_WAIT_MS, MONTH_WINDOW_MIN_WAIT_MS } from './apiContract';
import type { DeclaredFailure, FailureText } from './apiCallError';
import { formatDuration, formatUtc } from './duration';
import type { Endpoint } from './endpoints';
import type { ApiComplaint, Outcome } from './outcome';
import { redactText, tidyText } from './redact';
import { mayHaveHappened } from './retryDecision';

export interface FailureSituation {
	endpoint: Pick<Endpoint, 'method' | 'subject'>;
	apiKey: string;
	nowMs: number;
	/** How long the wait for another try would be, where one is known. */
	waitMs?: number;
	/** Whether the wait is too long for a bound that a person can raise. */
	canRaiseMaxWait?: boolean;
	/** Attempts made in all. */
	attempts: number;
}

type NotOk = Exclude<Outcome, { kind: 'ok' }>;
type Sentence = Pick<FailureText, 'message' | 'description' | 'failure'>;

/** Says what happened and what to do next, in plain English. Pure; nothing unredacted leaves it. */
export function describeFailure(outcome: NotOk, situation: FailureSituation): FailureText {
	const sentence = describeOutcome(outcome, situation);
	const complaint = quoteComplaint(outcome, situation.apiKey);
	const parts = [sentence.description, complaint.text, sayWhetherItHappened(outcome, situation.endpoint)];
	return {
		...sentence,
		description: parts.filter(Boolean).join(' '),
		...('statusCode' in outcome ? { httpCode: String(outcome.statusCode) } : {}),
		...(outcome.kind === 'rateLimited' ? { httpCode: '429' } : {}),
		...(complaint.code ? { code: complaint.code } : {}),
	};
}

function describeOutcome(outcome: NotOk, situation: FailureSituation): Sentence {
	switch (outcome.kind) {
		case 'rateLimited':
			return describeRateLimit(situation);
		case 'refused':
			return describeRefusal(outcome.statusCode, situation.endpoint.subject);
		case 'serverTrouble':
			return {
				message: `QRCodeStack could not answer (HTTP ${outcome.statusCode})`,
				description: `${sayTries(situation.attempts)} Wait a few minutes and run this again. If it goes on, write to support@qrcodestack.com.`,
				failure: temporarily(outcome.retryAfterMs),
			};
		case 'unreadable':
			return {
				message: 'The answer from QRCodeStack could not be read',
				description: `${sayTries(situation.attempts)} It was cut short or is not JSON, as when a proxy answers in place of the API. Check the base URL in the credential, then run this again.`,
				failure: temporarily(),
			};
		case 'noAnswer':
			return {
				message: outcome.reachedServer
					? 'The connection to QRCodeStack broke before an answer came'
					: 'QRCodeStack could not be reached',
				description: `${sayTries(situation.attempts)} Check this machine's internet connection and proxy, and the base URL in the credential, then run this again. (${outcome.code})`,
				failure: temporarily(),
			};
		case 'redirected':
			return {
				message: 'QRCodeStack sent the call on to another address, which was not followed',
				description:
					'Your API key goes to the address in the credential only. Check the base URL there: it must be the address of the API itself.',
				failure: { cause: 'configuration-invalid' },
			};
		case 'cancelled':
			return {
				message: 'The execution was stopped',
				description: 'Nothing more was sent to QRCodeStack.',
			};
	}
}

const RAISE_MAX_WAIT =
	'Run this again then, or raise "Max Wait" in the options of the node so that it waits by itself.';

/** Tells the minute's window from the month's by how long the wait is; both answer with the same status. */
function describeRateLimit({ waitMs, nowMs, canRaiseMaxWait }: FailureSituation): Sentence {
	const reopensAtMs = waitMs === undefined ? undefined : nowMs + waitMs;
	const when =
		waitMs === undefined
			? ''
			: `QRCodeStack takes calls again in ${formatDuration(waitMs)}, at ${formatUtc(nowMs + waitMs)}.`;
	const timing = { retryAfterMs: waitMs, resetsAtEpochMs: reopensAtMs };
	if (waitMs !== undefined && waitMs >= MONTH_WINDOW_MIN_WAIT_MS) {
		return {
			message: "This month's API calls are used up",
			description: `${when} Until then, every call with this key is refused. A larger plan has more calls per month.`,
			failure: { cause: 'quota-exhausted', ...timing },
		};
	}
	const isMinute = waitMs === undefined || waitMs <= MINUTE_WINDOW_MAX_WAIT_MS;
	return {
		message: isMinute
			? 'The limit of API calls per minute was reached'
			: 'QRCodeStack is not taking calls for a while',
		description: `${when} ${canRaiseMaxWait ? RAISE_MAX_WAIT : 'Try again then.'}`.trim(),
		failure: { cause: 'rate-limited', ...timing },
	};
}

function describeRefusal(statusCode: number, subject: string): Sentence {
	switch (statusCode) {
		case 401:
			return {
				message: 'QRCodeStack did not accept the API key',
				description: `Open the credential and paste a key that is still active. Keys are made at ${KEYS_PAGE_URL}.`,
				failure: { cause: 'credential-invalid' },
			};
		case 403:
			return {
				message: 'Your QRCodeStack plan does not allow this',
				description:
					'The Starter plan has no API access, creating in bulk needs the Advanced plan, and each plan has a maximum number of codes. Check the plan of the account that the key belongs to.',
				failure: { cause: 'configuration-invalid' },
			};
		case 404:
			return {
				message: `QRCodeStack could not find ${subject}`,
				description:
					'It may have been deleted, or it belongs to another account than the key. Choose it from the list or check the ID.',
				failure: { cause: 'configuration-invalid' },
			};
		case 422:
			return {
				message: 'QRCodeStack did not accept the values',
				description: 'Correct them and run this again.',
				failure: { cause: 'configuration-invalid' },
			};
		default:
			return {
				message:
					statusCode < 300
						? 'QRCodeStack refused the call'
						: `QRCodeStack refused the call (HTTP ${statusCode})`,
				description: 'Check the values of the node and the plan of the account.',
				failure: { cause: 'configuration-invalid' },
			};
	}
}

function sayTries(attempts: number): string {
	return attempts > 1 ? `It was tried ${attempts} times.` : '';
}

function sayWhetherItHappened(outcome: NotOk, endpoint: FailureSituation['endpoint']): string {
	if (endpoint.method !== 'POST' || !mayHaveHappened(outcome)) return '';
	return `It was not sent again, because ${endpoint.subject} may have been created all the same: look at Get Many or the dashboard before you create anew.`;
}

function quoteComplaint(outcome: NotOk, apiKey: string): { text: string; code?: string } {
	if (!('complaint' in outcome)) return { text: '' };
	const { message, code, field } = mapTexts(outcome.complaint, (text) => tidyText(redactText(text, apiKey)));
	const said = message ? `QRCodeStack says: "${message}"` : '';
	const about = field ? `Field: ${field}.` : '';
	return { text: [said, about, code ? `(${code})` : ''].filter(Boolean).join(' '), code };
}

function mapTexts(complaint: ApiComplaint, change: (text: string) => string): ApiComplaint {
	return Object.fromEntries(Object.entries(complaint).map(([key, text]) => [key, change(String(text))]));
}

function temporarily(retryAfterMs?: number): DeclaredFailure {
	return { cause: 'temporarily-unavailable', ...(retryAfterMs ? { retryAfterMs } : {}) };
}
