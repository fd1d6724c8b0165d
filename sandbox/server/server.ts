import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { SandboxApi, type SandboxApiOptions } from './api';
import { ConnectionCount } from './connections';
import { API_PREFIX } from './routes';
import type { SandboxRequest, SandboxResponse } from '../store/types';

export { SANDBOX_KEYS, SandboxApi } from './api';

export interface StartOptions extends Omit<SandboxApiOptions, 'publicOrigin'> {
	/** 0 takes any free port. */
	port?: number;
	host?: string;
	/** False prints a line for every request. */
	quiet?: boolean;
}

export interface RunningSandbox {
	/** The base URL of the API, for the credential. */
	url: string;
	/** Where short links and the control endpoint are. */
	origin: string;
	port: number;
	api: SandboxApi;
	/** The connections to the port. */
	connections: ConnectionCount;
	/** Stops listening and ends every open connection, hanging ones too. */
	close(): Promise<void>;
}

/** The control endpoint asks for no key, so that nothing but this machine may reach it. */
const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost'];

/** Room for 500 codes with long addresses. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Starts the sandbox on a loopback port. */
export async function startSandbox(options: StartOptions = {}): Promise<RunningSandbox> {
	const { port: wantedPort = 0, host = '127.0.0.1', quiet = true, ...apiOptions } = options;
	if (!LOOPBACK_HOSTS.includes(host)) throw new Error(`The sandbox listens on loopback only, not on ${host}`);

	const api = new SandboxApi(apiOptions);
	const closing = new AbortController();
	// every answer that is being held back listens, and there may be hundreds
	setMaxListeners(0, closing.signal);
	const app = createApp(async (request, reply) => {
		const sandboxRequest = toSandboxRequest(request);
		const response = api.handle(sandboxRequest);
		if (!quiet) printRequest(sandboxRequest, response);
		if (response.delayMs) await waitOrClose(response.delayMs, closing.signal);
		if (closing.signal.aborted) return reply.hijack();
		return await deliver(response, reply);
	});
	const connections = new ConnectionCount(app.server);
	await app.listen({ port: wantedPort, host });
	const { port } = app.server.address() as AddressInfo;
	const origin = `http://${host}:${port}`;
	api.publicOrigin = origin;
	api.apiOrigin = origin;

	async function close(): Promise<void> {
		closing.abort();
		await app.close();
	}

	return { url: `${origin}${API_PREFIX}`, origin, port, api, connections, close };
}

/** Ends early when the sandbox closes. */
async function waitOrClose(waitMs: number, closing: AbortSignal): Promise<void> {
	await sleep(waitMs, undefined, { signal: closing }).catch(() => undefined);
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

function createApp(handler: Handler) {
	const app = fastify({
		bodyLimit: MAX_BODY_BYTES,
		forceCloseConnections: true,
		// One route takes everything: SandboxApi does the routing, on the raw path, so that it also runs without us.
		rewriteUrl: () => '/',
	});
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (request, text, done) =>
		done(null, parseBody(request.headers['content-type'], text as string)),
	);
	app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) =>
		reply.code(error.statusCode ?? 500).send({ success: false, error: error.message, code: 'bad_request' }),
	);
	app.all('/', handler);
	return app;
}

function parseBody(contentType: string | undefined, text: string): unknown {
	if (text === '') return undefined;
	if (!contentType?.startsWith('application/json')) return text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function toSandboxRequest({ method, originalUrl, headers, body }: FastifyRequest): SandboxRequest {
	const [path = '/', query = ''] = splitOnce(originalUrl, '?');
	return {
		method,
		path,
		query: toQuery(new URLSearchParams(query)),
		headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
		body,
	};
}

function splitOnce(text: string, separator: string): string[] {
	const index = text.indexOf(separator);
	return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

function toQuery(parameters: URLSearchParams): SandboxRequest['query'] {
	return Object.fromEntries(
		[...new Set(parameters.keys())].map((name) => {
			const values = parameters.getAll(name);
			return [name, values.length === 1 ? values[0]! : values];
		}),
	);
}

/** Sends the answer, or spoils it on the wire as the response asks. */
async function deliver(response: SandboxResponse, reply: FastifyReply): Promise<unknown> {
	const { status, headers, body, file, transport } = response;
	if (transport === 'hang') return reply.hijack();
	if (transport === 'reset') {
		reply.hijack();
		return reply.raw.socket?.resetAndDestroy();
	}
	const sent = file ? await file() : typeof body === 'object' ? JSON.stringify(body) : body;
	if (typeof body === 'object') reply.header('content-type', 'application/json; charset=utf-8');
	reply.code(status).headers(headers);
	return transport === 'truncate' ? sendHalf(sent ?? '', reply) : reply.send(sent);
}

function sendHalf(sent: string | Buffer, reply: FastifyReply): void {
	const bytes = Buffer.from(sent);
	reply.hijack();
	reply.raw.writeHead(reply.statusCode, {
		...(reply.getHeaders() as Record<string, string>),
		'content-length': String(bytes.length),
	});
	reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.socket?.destroy());
}

function printRequest({ method, path }: SandboxRequest, { status, transport }: SandboxResponse): void {
	// one line for each request, whatever it asks for
	const line = `${method} ${path}`.replace(/[\r\n]/g, ' ');
	console.log(`${new Date().toISOString()} ${line} ${transport ?? status}`);
}
