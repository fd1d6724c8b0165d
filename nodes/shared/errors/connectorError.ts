import {
	renderMessage,
	type MessageName,
	type PlaceholderArguments,
	type RenderedMessage,
} from './catalogue/catalogue';

/**
 * What a person reads about a call that failed, and what a host may act on. The headline holds
 * only our own words, since n8n rewrites headlines that contain codes; the description is redacted.
 */
export interface ErrorText extends RenderedMessage {
	/** HTTP status as n8n wants it, where there was one. */
	httpCode?: string;
	/** The API's machine code, or the name of the connection error. Redacted. */
	code?: string;
	/** What the API itself said about it. Redacted. */
	said?: string;
	/** The declaration that n8n's durable poll engine acts on (n8n-workflow `Failure`). */
	failure?: HostFailure;
}

export type HostFailure =
	| {
			cause: 'rate-limited' | 'quota-exhausted' | 'temporarily-unavailable';
			retryAfterMs?: number;
			resetsAtEpochMs?: number;
	  }
	| { cause: 'credential-invalid' | 'configuration-invalid' | 'node-defect' };

/** What kept a call from working out. */
export type ErrorKind =
	/** A 429, or the wait that an earlier one asked for. */
	| 'rateLimited'
	/** The API refused what was sent. */
	| 'clientError'
	/** It answered with a 5xx. */
	| 'serverError'
	/** It sent the call on to another address. */
	| 'redirected'
	/** The body of its answer can't be used. */
	| 'invalidBody'
	/** No answer came. */
	| 'networkError'
	/** A person stopped the execution, or another item ended it. */
	| 'cancelled'
	/** The caller's own bound of calls is reached: nothing was sent. */
	| 'callsUsedUp'
	/** Nothing failed; a person should know. */
	| 'notice'
	/** A list goes on, and its rest can't be read. */
	| 'incompleteList'
	/** What a person gave can't be used: nothing was sent. */
	| 'invalidInput'
	/** The answer can be read, and is not what it should be. */
	| 'unexpectedAnswer';

/**
 * The one way in which a call to the API fails. It carries chosen texts only: no request, no headers, no
 * response, because n8n stores whatever hangs on an error.
 */
export class ConnectorError extends Error {
	constructor(
		readonly text: ErrorText,
		readonly kind: ErrorKind,
		/** HTTP status, 0 where there was none. */
		readonly statusCode: number = 0,
		/** What a refused call to create had in its answer, which may name single rows. Redacted, never shown. */
		readonly body: unknown = undefined,
	) {
		super(text.message);
	}
}

/** Thrown for input that can be seen to be wrong before any call. */
export function invalidInput<Name extends MessageName>(
	name: Name,
	...placeholders: PlaceholderArguments<Name>
): ConnectorError {
	return new ConnectorError(renderMessage(name, ...placeholders), 'invalidInput');
}

/** Whether the API said that what was asked for is not there. */
export function isNotFound(error: unknown): boolean {
	return error instanceof ConnectorError && error.statusCode === 404;
}

/** Whether what was asked for certainly did not happen, since it was refused or never sent. */
export function isWithoutEffect(error: unknown): boolean {
	return error instanceof ConnectorError && WITHOUT_EFFECT.has(error.kind);
}

const WITHOUT_EFFECT: ReadonlySet<ErrorKind> = new Set([
	'clientError',
	'rateLimited',
	'callsUsedUp',
	'invalidInput',
]);

/** Passes on from a catch block what was not meant there; n8n's lint rules know no plain `throw error`. */
export function rethrow(error: unknown): never {
	throw error;
}
