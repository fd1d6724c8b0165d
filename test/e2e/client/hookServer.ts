import fastify from 'fastify';
import type { AddressInfo } from 'node:net';

import type { Json } from './executionData';
import { waitFor } from './waitFor';

/** A call that a workflow made to somebody else's system. */
export interface HookCall {
	path: string;
	headers: Record<string, unknown>;
	body: Json;
}

export interface HookServer {
	origin: string;
	/** The calls so far to paths that begin like this, oldest first. */
	callsTo(path: string): HookCall[];
	waitForCalls(path: string, count: number): Promise<HookCall[]>;
	close(): Promise<void>;
}

/** A poll is seconds away; the rest is for a slow machine. */
const CALL_TIMEOUT_MS = 60_000;

/** Starts what stands for a CRM or a chat on a loopback port: it takes every POST and remembers it. */
export async function startHookServer(): Promise<HookServer> {
	const calls: HookCall[] = [];
	const app = fastify({ forceCloseConnections: true });
	app.post<{ Body: Json }>('/*', ({ url: path, headers, body }) => {
		calls.push({ path, headers, body });
		return { ok: true };
	});
	await app.listen({ port: 0, host: '127.0.0.1' });
	const { port } = app.server.address() as AddressInfo;
	const callsTo = (path: string) => calls.filter((call) => call.path.startsWith(path));

	return {
		origin: `http://127.0.0.1:${port}`,
		callsTo,
		waitForCalls: async (path, count) =>
			await waitFor(async () => (callsTo(path).length >= count ? callsTo(path) : undefined), {
				what: `${count} calls to ${path}`,
				timeoutMs: CALL_TIMEOUT_MS,
				describeLast: () => JSON.stringify(callsTo(path)),
			}),
		close: async () => await app.close(),
	};
}
