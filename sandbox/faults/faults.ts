import { z } from 'zod';
import { toRetryAfterHeader } from './rateWindows';
import { API_PREFIX } from '../server/routes';
import type { SandboxResponse } from '../store/types';
import { RETRY_AFTER_FORMS } from '../variants/variants';

const shared = {
	method: z.string().toUpperCase().optional().describe('only requests with this method'),
	path: z
		.string()
		.default('**')
		.describe('only paths like this, with or without /api/v1; * is one segment, ** is anything'),
	times: z.number().int().min(1).or(z.literal('always')).default(1),
	skip: z.number().int().min(0).default(0).describe('lets this many fitting requests pass first'),
	handled: z.boolean().default(false).describe('the API does the work first; only its answer is lost'),
	latencyMs: z.number().min(0).default(0),
};

function kind<Name extends string, Options extends z.ZodRawShape>(name: Name, options: Options) {
	return z.object({ kind: z.literal(name), ...shared, ...options }).strict();
}

/** Everything that can go wrong on the way (A1, A8, A10). */
export const faultSchema = z.discriminatedUnion('kind', [
	kind('json', {
		status: z.number().int().min(400).max(599).default(500),
		error: z.string().default('Internal server error'),
		code: z.string().default('server_error'),
	}),
	kind('html', { status: z.number().int().min(200).max(599).default(502) }),
	kind('rate_limited', {
		retryAfter: z.enum(RETRY_AFTER_FORMS).default('seconds'),
		retryAfterMs: z.number().min(0).default(1000),
	}),
	kind('redirect', { location: z.string(), status: z.number().int().min(300).max(399).default(302) }),
	kind('success_false', {
		error: z.string().default('Something went wrong'),
		code: z.string().default('unexpected'),
	}),
	kind('empty', { status: z.number().int().min(200).max(599).default(204) }),
	kind('truncate', {}),
	kind('cut', {}),
	kind('reset', {}),
	kind('hang', {}),
	kind('latency', {}),
]);

export type Fault = z.output<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

/** These spoil a real answer, so there has to be one. */
const SPOILS_AN_ANSWER: ReadonlySet<Fault['kind']> = new Set(['truncate', 'cut', 'latency']);

interface QueuedFault {
	fault: Fault;
	pattern: RegExp;
	skip: number;
	left: number;
}

/** Faults that wait for the requests they fit; of several that fit, the oldest strikes. */
export class FaultQueue {
	private queue: QueuedFault[] = [];

	add(fault: Fault): void {
		const left = fault.times === 'always' ? Infinity : fault.times;
		this.queue.push({ fault, pattern: toPattern(fault.path), skip: fault.skip, left });
	}

	take(method: string, path: string): Fault | undefined {
		const ready = this.queue.filter((queued) => fits(queued, method, path)).find(isDue);
		if (!ready) return undefined;
		ready.left -= 1;
		if (ready.left === 0) this.queue = this.queue.filter((queued) => queued !== ready);
		return ready.fault;
	}

	waiting(): Fault[] {
		return this.queue.map(({ fault, left }) => ({ ...fault, times: left === Infinity ? 'always' : left }));
	}

	clear(): void {
		this.queue = [];
	}
}

function fits({ fault, pattern }: QueuedFault, method: string, path: string): boolean {
	return (fault.method ?? method) === method && pattern.test(path);
}

/** Lets a request pass where the fault still has to skip some. */
function isDue(queued: QueuedFault): boolean {
	if (queued.skip === 0) return true;
	queued.skip -= 1;
	return false;
}

/** Whether the API gets to see the request at all. */
export function reachesApi(fault: Fault): boolean {
	return fault.handled || SPOILS_AN_ANSWER.has(fault.kind);
}

/** What the client gets in place of `answer`. */
export function spoil(fault: Fault, answer: SandboxResponse, nowMs: number): SandboxResponse {
	const delayMs = (answer.delayMs ?? 0) + fault.latencyMs;
	return { ...toFaultyAnswer(fault, answer, nowMs), delayMs };
}

function toFaultyAnswer(fault: Fault, answer: SandboxResponse, nowMs: number): SandboxResponse {
	switch (fault.kind) {
		case 'json':
			return toFailure(fault.status, fault.error, fault.code);
		case 'success_false':
			return toFailure(200, fault.error, fault.code);
		case 'rate_limited': {
			const headers = toRetryAfterHeader(fault.retryAfter, fault.retryAfterMs, nowMs);
			return { ...toFailure(429, 'Too many requests', 'rate_limited'), headers };
		}
		case 'html':
			return toHtmlPage(fault.status);
		case 'redirect':
			return { status: fault.status, headers: { location: fault.location }, body: undefined };
		case 'empty':
			return { status: fault.status, headers: {}, body: undefined };
		case 'truncate':
			return { ...answer, transport: 'truncate' };
		case 'cut':
			return cutInHalf(answer);
		case 'reset':
		case 'hang':
			return { status: 0, headers: {}, body: undefined, transport: fault.kind };
		case 'latency':
			return answer;
	}
}

function toFailure(status: number, error: string, code: string): SandboxResponse {
	return { status, headers: {}, body: { success: false, error, code } };
}

function toHtmlPage(status: number): SandboxResponse {
	return {
		status,
		headers: { 'content-type': 'text/html; charset=utf-8' },
		body: `<html><head><title>${status}</title></head><body><h1>${status}</h1><hr>nginx</body></html>`,
	};
}

/** Half of the JSON, sent as if it were the whole. */
function cutInHalf(answer: SandboxResponse): SandboxResponse {
	const text = JSON.stringify(answer.body ?? null);
	return {
		...answer,
		headers: { ...answer.headers, 'content-type': 'application/json; charset=utf-8' },
		body: text.slice(0, Math.ceil(text.length / 2)),
	};
}

function toPattern(path: string): RegExp {
	const source = path
		.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
		.replace(/\*+/g, (stars) => (stars === '*' ? '[^/]*' : '.*'));
	return new RegExp(`^(?:${API_PREFIX})?${source}$`);
}
