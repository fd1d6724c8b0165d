import {
	ExpressionError,
	UserError,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
} from 'n8n-workflow';

import { rethrow } from '../errors/connectorError';
import { renderMessage } from '../errors/catalogue/catalogue';
import { tidyText } from '../util/redact';
import { ConnectionError, parseConnection, type Connection } from './connection';
import type { WaitLimits } from './deadlines';
import { accountOf, type KnownAccount } from './knownAccount';
import { RunStats } from './runStats';

export const CREDENTIAL_TYPE = 'qrCodeStackApi';

/** Every n8n context from which this package calls the API. */
export type ApiContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** Everything that a call needs besides the endpoint. One per execution, poll or list request. */
export interface ApiSession {
	readonly context: ApiContext;
	readonly connection: Connection;
	readonly account: KnownAccount;
	readonly waitLimits: Readonly<WaitLimits>;
	/** Asked before each call that goes out, repeated ones included: whether one more may. */
	readonly mayCall: () => boolean;
	/** Whether a person waits for the outcome. */
	readonly isPersonal: boolean;
	/** Aborted when a person stops the execution, calls on their way included. */
	readonly stop: AbortSignal | undefined;
	/** Aborted when nothing more may be sent: then, or by {@link endSession}. */
	readonly end: AbortSignal;
	readonly ending: AbortController;
	readonly stats: RunStats;
}

/** Executions that a person started by hand, and what the editor asks for while somebody fills in a field. */
const PERSONAL_MODES: ReadonlySet<string> = new Set(['manual', 'internal', 'retry']);

/**
 * Reads the credential once for many calls.
 * @param mayCall see {@link ApiSession.mayCall}; without it there is no bound.
 * @throws {ConnectionError} when the credential can't be used as it is.
 */
export async function openSession(
	context: ApiContext,
	waitLimits: WaitLimits,
	mayCall?: () => boolean,
): Promise<ApiSession> {
	return toSession(context, await readConnection(context), waitLimits, mayCall);
}

/**
 * Reads the credential, whose values may be expressions that differ from item to item.
 * @throws {ConnectionError} when it can't be used as it is.
 */
export async function readConnection(context: ApiContext, itemIndex = 0): Promise<Connection> {
	try {
		return parseConnection(await context.getCredentials(CREDENTIAL_TYPE, itemIndex));
	} catch (error) {
		// a person has to correct an expression; anything else may pass, such as a database that does not answer
		const isOfPerson = error instanceof ExpressionError || error instanceof UserError;
		return rethrow(isOfPerson ? toConnectionError(error) : error);
	}
}

function toConnectionError({ message }: Error): ConnectionError {
	const reason = tidyText(message).replace(/\.$/, '');
	return new ConnectionError(renderMessage('credentialUnreadable', { reason }));
}

/** A session for a connection that was read already. */
export function toSession(
	context: ApiContext,
	connection: Connection,
	waitLimits: WaitLimits,
	mayCall: () => boolean = () => true,
): ApiSession {
	const stop = readCancelSignal(context);
	const ending = new AbortController();
	return {
		context,
		connection,
		account: accountOf(connection),
		waitLimits,
		mayCall,
		isPersonal: PERSONAL_MODES.has(context.getMode?.() ?? ''),
		stop,
		// one for all calls of the session: one for each would be kept for as long as `stop` is
		end: stop ? AbortSignal.any([stop, ending.signal]) : ending.signal,
		ending,
		stats: new RunStats(context.logger),
	};
}

/** What time it is by the API's clock, as far as that is known. */
export function apiNowMs({ account }: ApiSession): number {
	return account.clock.nowMs();
}

/** Sends nothing more: calls of the session that wait for their turn give up, those on their way go on. */
export function endSession({ ending }: ApiSession): void {
	ending.abort();
}

/** Poll and list contexts have no cancel signal; old hosts don't have the method at all. */
function readCancelSignal(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal?.() : undefined;
}
