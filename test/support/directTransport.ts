import type { PollContext } from 'n8n-core';
import type { IHttpRequestOptions, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { clock } from '../../nodes/shared/util/clock';
import type { SandboxApi } from '../../sandbox/server/api';
import { ACTION, TEST_KEY, type Harness } from './harness';

/** Answers the calls of a node by the sandbox's logic, without HTTP in between. */
function requestOf(api: Pick<SandboxApi, 'handle'>) {
	return async (_credential: string, { method = 'GET', url, qs, body: sent }: IHttpRequestOptions) => {
		const query = Object.entries(qs ?? {}).filter(([, value]) => value !== undefined);
		const { status, headers, body, delayMs } = api.handle({
			method,
			path: new URL(url).pathname,
			query: Object.fromEntries(query.map(([name, value]) => [name, String(value)])),
			headers: { authorization: `Bearer ${TEST_KEY}` },
			body: sent,
		});
		if (delayMs) await clock.sleepMs(delayMs);
		return { statusCode: status, headers: { date: new Date(clock.nowMs()).toUTCString(), ...headers }, body };
	};
}

/**
 * A harness whose polls reach the sandbox without HTTP in between. A call then takes a fraction of a
 * millisecond, so that a month of them can be run through; everything else stays as n8n gives it.
 */
export function withDirectTransport(harness: Harness, api: Pick<SandboxApi, 'handle'>): Harness {
	const pollContext: Harness['pollContext'] = (...options) => {
		const context: PollContext = harness.pollContext(...options);
		Object.assign(context.helpers, { httpRequestWithAuthentication: requestOf(api) });
		return context;
	};
	return { ...harness, pollContext };
}

/** Runs the action node on one item, whose error is one of its output, against the sandbox without HTTP in between. */
export async function executeDirectly(
	harness: Harness,
	api: Pick<SandboxApi, 'handle'>,
	parameters: INodeParameters,
): Promise<INodeExecutionData[]> {
	const node = harness.makeNode(ACTION, parameters, { onError: 'continueRegularOutput' });
	const context = harness.executeContext(node);
	Object.assign(context.helpers, { httpRequestWithAuthentication: requestOf(api) });
	return await harness.runNode(context);
}
