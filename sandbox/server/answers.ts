import type { SandboxResponse } from '../store/types';
import type { Variants } from '../variants/variants';

/** One complaint about a request; `field` is empty where it is about the whole body. */
export interface Issue {
	field: string;
	message: string;
}

interface RefusalOptions {
	status: number;
	code: string;
	message: string;
	issues?: Issue[];
	/** Further members of the error body. */
	details?: object;
	headers?: Record<string, string>;
}

/** Thrown by an endpoint to answer with an error. */
export class Refusal extends Error {
	readonly options: RefusalOptions;

	constructor(options: RefusalOptions) {
		super(options.message);
		this.options = options;
	}
}

export function notFound(what: string): Refusal {
	return new Refusal({ status: 404, code: 'not_found', message: `${what} not found` });
}

/** A 422 whose message names the first field, as far as one is to blame. */
export function invalid(issues: Issue[]): Refusal {
	return new Refusal({ status: 422, code: 'validation_error', message: toSentence(issues[0]!), issues });
}

export function toSentence({ field, message }: Issue): string {
	return field === '' ? message : `${field}: ${message}`;
}

/** A success in the envelope that the variants ask for. */
export function success(
	variants: Variants,
	data: unknown,
	options: { status?: number; headers?: Record<string, string> } = {},
): SandboxResponse {
	const body = variants.envelope === 'bare' ? (data as object) : { success: true, data };
	return { status: options.status ?? 200, headers: options.headers ?? {}, body };
}

/** Runs an endpoint; a refusal that it throws becomes the answer. */
export function answerOrRefuse(variants: Variants, run: () => SandboxResponse): SandboxResponse {
	try {
		return run();
	} catch (error) {
		if (error instanceof Refusal) return toErrorAnswer(error, variants);
		throw error;
	}
}

function toErrorAnswer(refusal: Refusal, variants: Variants): SandboxResponse {
	const { status, code, message, issues = [], details, headers = {} } = refusal.options;
	return {
		status,
		headers,
		body: { success: false, error: message, code, ...toIssueMembers(issues, variants), ...details },
	};
}

function toIssueMembers(issues: Issue[], variants: Variants): object {
	if (issues.length === 0) return {};
	switch (variants.validationErrors) {
		case 'message':
			return {};
		case 'field':
			return { field: issues[0]!.field };
		case 'errors_array':
			return { errors: issues };
		case 'details_array':
			return { details: issues };
		case 'issues':
			return { issues: issues.map(({ field, message }) => ({ path: field.split('.'), message })) };
		case 'field_errors':
			return {
				fieldErrors: Object.fromEntries(issues.map(({ field, message }) => [field, [message]])),
			};
		case 'errors_object':
			return { errors: Object.fromEntries(issues.map(({ field, message }) => [field, [message]])) };
	}
}
