import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

import type { ConnectorError } from '../errors/connectorError';
import { clock } from '../util/clock';
import { parseConnection, type Connection } from './connection';
import { gateKey, slotsOf } from '../rateLimit/rateGate';
import { noWaits, type RateWaits } from './rateWait';

export const CREDENTIAL_TYPE = 'qrCodeStackApi';

/** Every n8n context from which this package calls the API. */
export type ApiContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** How long a caller is ready to wait. */
export interface WaitLimits {
	/** The longest single wait; a longer one ends the call with the time at which to come back. */
	maxWaitMs: number;
	/** Whether a person can raise `maxWaitMs` in the node's options: then a text may say so. */
	canRaiseMaxWait?: boolean;
	/** Epoch milliseconds after which no call is started and no wait may end, where there is such a bound. */
	deadlineMs?: number;
	/** How many calls may go out in all, retries included, where there is such a bound. */
	maxCalls?: number;
}

/** Everything that a call needs besides the endpoint. One per execution, poll or list request. */
export interface ApiSession {
	context: ApiContext;
	connection: Connection;
	gate: string;
	waitLimits: WaitLimits;
	signal: AbortSignal | undefined;
	/** How far the API's clock is ahead of ours, by its last answer; undefined as long as that is not known. */
	clockSkewMs?: number;
	/** Calls that went out so far, refused ones included. */
	callsSent: number;
	/** Calls that worked out and are not mere reads. */
	changesMade: number;
	/** Said once the API refused the key: it would refuse each further call as well. */
	keyRefusal?: ConnectorError;
	/** Whether nothing more may be sent, because an item already ended the whole. */
	isOver: boolean;
	waits: RateWaits;
	/** How far the work has come, for the log: "120 of 1000 items". */
	describeProgress?: () => string;
	/** The last call on each path that changes something, settled when it is through. */
	lastChanges: Map<string, Promise<void>>;
}

/**
 * Reads the credential once for many calls.
 * @throws {ConnectionError} when the credential can't be used as it is.
 */
export async function openSession(context: ApiContext, waitLimits: WaitLimits): Promise<ApiSession> {
	const connection = parseConnection(await context.getCredentials(CREDENTIAL_TYPE));
	return {
		context,
		connection,
		gate: gateKey(connection.baseUrl, connection.apiKey),
		waitLimits,
		signal: readCancelSignal(context),
		callsSent: 0,
		changesMade: 0,
		isOver: false,
		waits: noWaits(),
		lastChanges: new Map(),
	};
}

/** What time it is by the API's clock, as far as that is known. */
export function apiNowMs({ clockSkewMs = 0 }: ApiSession): number {
	return clock.nowMs() + clockSkewMs;
}

/** Sends nothing more: calls of the session that wait for their turn give up, those on their way go on. */
export function endSession(session: ApiSession): void {
	session.isOver = true;
	for (const gate of [session.gate, fileGate(session)]) slotsOf(gate).wakeAll();
}

/** The gate of files that are no calls of the API (B15). */
export function fileGate({ gate }: ApiSession): string {
	return `${gate} files`;
}

/** Poll and list contexts have no cancel signal; old hosts don't have the method at all. */
function readCancelSignal(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal?.() : undefined;
}
