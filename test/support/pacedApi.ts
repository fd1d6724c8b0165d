import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { clock } from '../../nodes/shared/util/clock';
import { SandboxApi } from '../../sandbox/server/api';
import { ACTION, TEST_KEY, type Harness } from './harness';

const MANY = 1_000_000;

export interface PacedApi {
	api: SandboxApi;
	/** A context of the action node whose calls reach the sandbox without HTTP in between. */
	context: (parameters?: object, items?: Array<{ json: object }>) => IExecuteFunctions;
	count: (status?: number) => number;
	mostInFlight: () => number;
}

/** The sandbox's logic behind n8n's contexts, with the limits of a plan and the time that an answer takes. */
export function pacedApi(
	harness: Harness,
	{ plan = 'advanced', perMinute = 600, perMonth = MANY, latencyMs = 150, qrCodeLimit = MANY } = {},
): PacedApi {
	const account = { label: 'paced', key: TEST_KEY, email: 'paced@example.com', plan: plan as 'pro' };
	const accounts = [{ ...account, perMinute, perMonth, qrCodeLimit }];
	const api = new SandboxApi({ now: () => clock.nowMs(), accounts });
	let inFlight = 0;
	let most = 0;

	const request = async (_credential: string, { method = 'GET', url, qs, body }: IHttpRequestOptions) => {
		most = Math.max(most, ++inFlight);
		await clock.sleepMs(latencyMs);
		inFlight--;
		const query = Object.entries(qs ?? {}).map(([name, value]) => [name, String(value)]);
		const answer = api.handle({
			method,
			path: new URL(url).pathname,
			query: Object.fromEntries(query),
			headers: { authorization: `Bearer ${TEST_KEY}` },
			body,
		});
		return { statusCode: answer.status, headers: answer.headers, body: answer.body };
	};

	return {
		api,
		context: (parameters = {}, items = [{ json: {} }]) => {
			const node = harness.makeNode(ACTION, parameters as never);
			const context = harness.executeContext(node, items as never);
			Object.assign(context.helpers, { httpRequestWithAuthentication: request });
			return context;
		},
		count: (status) => api.requests.count(status === undefined ? {} : { status }),
		mostInFlight: () => most,
	};
}
