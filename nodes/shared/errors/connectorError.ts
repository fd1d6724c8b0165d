import { tell, type FailureName, type GapArguments, type ToldFailure } from './catalogue/catalogue';
import type { Outcome } from '../http/outcome';

/**
 * What a person is told about a call that did not work out, and what a host may act on. The headline holds
 * only our own words, since n8n rewrites headlines that contain codes; the description is redacted.
 */
export interface FailureText extends ToldFailure {
	/** HTTP status as n8n wants it, where there was one. */
	httpCode?: string;
	/** The API's machine code, or the name of the connection trouble. Redacted. */
	code?: string;
	/** The declaration that n8n's durable poll engine acts on (n8n-workflow `Failure`). */
	failure?: DeclaredFailure;
}

export type DeclaredFailure =
	| {
			cause: 'rate-limited' | 'quota-exhausted' | 'temporarily-unavailable';
			retryAfterMs?: number;
			resetsAtEpochMs?: number;
	  }
	| { cause: 'credential-invalid' | 'configuration-invalid' | 'node-defect' };

/**
 * The one way in which a call to the API fails. It carries chosen texts only: no request, no headers, no
 * response, because n8n stores whatever hangs on an error.
 */
export class ApiCallError extends Error {
	constructor(
		readonly text: FailureText,
		readonly kind: Outcome['kind'] | 'callsUsedUp' | 'incompleteList' | 'invalidInput' | 'unexpectedAnswer',
		/** HTTP status, 0 where there was none. */
		readonly statusCode: number = 0,
		/** The rows of a bulk call that the refusal names, where it names some. Redacted. */
		readonly rows: ReadonlyArray<{ [name: string]: unknown }> = [],
	) {
		super(text.message);
	}
}

/** Thrown for input that can be seen to be wrong before any call. */
export function invalidInput<Name extends FailureName>(
	name: Name,
	...gaps: GapArguments<Name>
): ApiCallError {
	return new ApiCallError(tell(name, ...gaps), 'invalidInput');
}

/** Whether the API said that what was asked for is not there. */
export function isGone(error: unknown): boolean {
	return error instanceof ApiCallError && error.statusCode === 404;
}

/** Whether what was asked for certainly did not happen, since it was refused or never sent. */
export function isWithoutEffect(error: unknown): boolean {
	return error instanceof ApiCallError && WITHOUT_EFFECT.has(error.kind);
}

const WITHOUT_EFFECT: ReadonlySet<ApiCallError['kind']> = new Set([
	'refused',
	'rateLimited',
	'callsUsedUp',
	'invalidInput',
]);

/** Passes on from a catch block what was not meant there; n8n's lint rules know no plain `throw error`. */
export function rethrow(error: unknown): never {
	throw error;
}
