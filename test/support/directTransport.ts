import type { PollContext } from 'n8n-core';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { clock } from '../../nodes/shared/util/clock';
import type { SandboxApi } from '../../sandbox/server/api';
import { TEST_KEY, type Harness } from './harness';

/**
 * A harness whose polls reach the sandbox without HTTP in between. A call then takes a fraction of a
 * millisecond, so that a month of them can be run through; everything else stays as n8n gives it.
 */
export function withDirectTransport(harness: Harness, api: Pick<SandboxApi, 'handle'>): Harness {
	const request = async (_credential: string, { method = 'GET', url, qs }: IHttpRequestOptions) => {
		const query = Object.entries(qs ?? {}).filter(([, value]) => value !== undefined);
		const { status, headers, body, delayMs } = api.handle({
			method,
			path: new URL(url).pathname,
			query: Object.fromEntries(query.map(([name, value]) => [name, String(value)])),
			headers: { authorization: `Bearer ${TEST_KEY}` },
			body: undefined,
		});
		if (delayMs) await clock.sleepMs(delayMs);
		return { statusCode: status, headers: { date: new Date(clock.nowMs()).toUTCString(), ...headers }, body };
	};
	const pollContext: Harness['pollContext'] = (...options) => {
		const context: PollContext = harness.pollContext(...options);
		Object.assign(context.helpers, { httpRequestWithAuthentication: request });
		return context;
	};
	return { ...harness, pollContext };
}
