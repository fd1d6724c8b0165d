import { z } from 'zod';
import { Refusal, answerOrRefuse, success } from '../server/answers';
import type { SandboxApi } from '../server/api';
import { faultSchema, type FaultInput } from '../faults/faults';
import type { SandboxRequest, SandboxResponse } from '../store/types';
import { DEFAULT_VARIANTS, variantsSchema, type VariantName } from '../variants/variants';

export const CONTROL_PREFIX = '/_control';

interface ControlRoute {
	about: string;
	run(api: SandboxApi, body: unknown, query: SandboxRequest['query']): unknown;
}

// Whatever comes in over HTTP is checked by the method it goes to, hence `never`.
const CONTROL_ROUTES: Record<string, ControlRoute> = {
	'GET /_control': { about: 'this description', run: (api) => describe(api) },
	'PUT /_control/variants': {
		about: 'changes the named variants and leaves the others: {"pagination":"offset"}',
		run: (api, body) => api.setVariants(body as never),
	},
	'POST /_control/faults': {
		about: 'queues one fault or an array of them: {"kind":"html","status":503,"path":"/qr-codes","times":2}',
		run: (api, body) => ({ queued: addFaults(api, body) }),
	},
	'DELETE /_control/faults': { about: 'empties the queue of faults', run: (api) => api.clearFaults() },
	'POST /_control/scans': {
		about: 'adds scans: {"qrCodeId":"all","count":100,"fromMs":1767225600000,"lateByMs":60000}',
		run: (api, body) => ({ added: api.addScans(body as never).length }),
	},
	'POST /_control/codes': {
		about: 'adds QR codes: {"account":"pro","count":50}',
		run: (api, body) => ({ qrCodes: api.addQrCodes(body as never) }),
	},
	'PUT /_control/limits': {
		about: 'changes limits of one account or of all: {"account":"pro","windowMs":1000,"monthUsed":4999}',
		run: (api, body) => api.setLimits(body as never),
	},
	'GET /_control/requests': {
		about: 'counts and latest requests, narrowed by ?key=&method=&endpoint=&status=',
		run: (api, _body, query) => listRequests(api, query),
	},
	'DELETE /_control/requests': { about: 'forgets all requests', run: (api) => api.requests.clear() },
	'POST /_control/reset': { about: 'puts everything back to the start', run: (api) => api.reset() },
};

/** Answers the control endpoint, through which tests and curious people steer the sandbox. */
export function answerControl(api: SandboxApi, request: SandboxRequest): SandboxResponse {
	return answerOrRefuse(DEFAULT_VARIANTS, () => {
		const data = findRoute(request).run(api, request.body, request.query) ?? null;
		return success(DEFAULT_VARIANTS, data);
	});
}

function findRoute({ method, path }: SandboxRequest): ControlRoute {
	const route = CONTROL_ROUTES[`${method} ${path}`];
	if (route) return route;
	throw new Refusal({
		status: 404,
		code: 'not_found',
		message: `There is no ${method} ${path}; GET ${CONTROL_PREFIX} says what there is`,
	});
}

function addFaults(api: SandboxApi, body: unknown): number {
	const faults = (Array.isArray(body) ? body : [body]) as FaultInput[];
	api.addFaults(...faults);
	return faults.length;
}

function listRequests(api: SandboxApi, query: SandboxRequest['query']): object {
	const { status, ...names } = query as Record<string, string>;
	const filter = status === undefined ? names : { ...names, status: Number(status) };
	return {
		total: api.requests.count(filter),
		counts: api.requests.counts(filter),
		latest: api.requests.latest(filter),
	};
}

function describe(api: SandboxApi): object {
	return {
		control: Object.fromEntries(Object.entries(CONTROL_ROUTES).map(([route, { about }]) => [route, about])),
		variants: describeVariants(api),
		faults: {
			kinds: Object.fromEntries(faultSchema.options.map((option) => describeFault(option.shape))),
			waiting: api.waitingFaults(),
		},
		accounts: api.describeAccounts(),
	};
}

function describeVariants(api: SandboxApi): object {
	return Object.fromEntries(
		Object.entries(variantsSchema.shape).map(([name, schema]) => {
			const inner = schema.removeDefault();
			const options = inner instanceof z.ZodEnum ? { options: inner.options } : {};
			return [name, { about: schema.description, ...options, now: api.variants[name as VariantName] }];
		}),
	);
}

function describeFault(shape: z.ZodRawShape & { kind: z.ZodLiteral<string> }): [string, string[]] {
	const { kind, ...options } = shape;
	return [kind.value, Object.keys(options)];
}
