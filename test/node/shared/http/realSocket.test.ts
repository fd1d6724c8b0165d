import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

import { QrCodeStack } from '../../../../nodes/QrCodeStack/QrCodeStack.node';
import { openSession } from '../../../../nodes/shared/http/session';
import { clock as ownClock } from '../../../../nodes/shared/util/clock';
import { createQrCode } from '../../../../nodes/shared/api/endpoints';
import { forgetAccounts } from '../../../../nodes/shared/http/knownAccount';
import { sendRequest } from '../../../../nodes/shared/http/sendRequest';
import { ACTION, createHarness } from '../../../support/harness';
import { failureOf } from '../../../support/mockApi';
import nock from '../../../support/nock';
import { useVirtualClock } from '../../../support/virtualClock';

/** What nock can't play: connections that really break. */
let server: Server;
let requests: string[];
let answer: (response: ServerResponse) => void;
let clock: ReturnType<typeof useVirtualClock>;

const harnessAt = (port: number) => createHarness({ baseUrl: `http://127.0.0.1:${port}/api/v1` });
const port = () => (server.address() as AddressInfo).port;
const GET = { resource: 'account', operation: 'get' };
const CREATE = { resource: 'qrCode', operation: 'create', name: 'A', destinationUrl: 'https://a.example' };

beforeAll(async () => {
	nock.enableNetConnect('127.0.0.1');
	server = createServer((request, response) => {
		requests.push(`${request.method} ${request.url}`);
		answer(response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
	forgetAccounts();
	requests = [];
	clock = useVirtualClock();
});
afterEach(() => clock.restore());
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

const cutShort = (response: ServerResponse) => {
	response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '500' });
	response.write('{"success":true,"data":{');
	setImmediate(() => response.destroy());
};
const chunksCutShort = (response: ServerResponse) => {
	response.writeHead(200, { 'Content-Type': 'application/json' });
	response.write('{"success":true,"data":{');
	setImmediate(() => response.destroy());
};
const reset = (response: ServerResponse) => void response.socket?.resetAndDestroy();
const hangUp = (response: ServerResponse) => void response.socket?.destroy();

describe.each([
	['a body shorter than announced', cutShort],
	['chunks that end too early', chunksCutShort],
	['a reset', reset],
	['a server that hangs up', hangUp],
])('A10: %s', (_, breakUp) => {
	test('is tried again on GET', async () => {
		answer = (response) => {
			answer = (next) => next.end('{"success":true,"data":{"plan":"pro"}}');
			breakUp(response);
		};

		const items = await harnessAt(port()).execute(GET);

		expect(items[0]?.json).toEqual({ plan: 'pro' });
		expect(requests).toEqual(['GET /api/v1/me', 'GET /api/v1/me']);
	});

	test('on POST is sent once', async () => {
		answer = breakUp;

		const failure = await failureOf(harnessAt(port()).execute(CREATE));

		expect(requests).toEqual(['POST /api/v1/qr-codes']);
		expect(failure.description).toContain('may have been created');
	});
});

test('A10: a port where nobody listens was never reached', async () => {
	const closed = createServer();
	await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
	const { port: closedPort } = closed.address() as AddressInfo;
	await new Promise((resolve) => closed.close(resolve));

	const failure = await failureOf(harnessAt(closedPort).execute(CREATE));

	expect(failure.message).toBe('QRCodeStack could not be reached');
	expect(failure.description).toContain('It was tried 4 times.');
	expect(failure.description).not.toContain('may have been created');
});

const SHORT_TIMEOUT_MS = 300;

/** Creates a code, and answers what went out until the time was up. */
async function createWithin(timeoutMs: number) {
	// the path tells these requests from late ones of another try
	const harness = createHarness({ baseUrl: `http://127.0.0.1:${port()}/within-${timeoutMs}` });
	const context = harness.executeContext(harness.makeNode(ACTION, CREATE));
	const send = context.helpers.httpRequestWithAuthentication;
	context.helpers.httpRequestWithAuthentication = async function (type, options) {
		return await send.call(context, type, { ...options, timeout: timeoutMs });
	};
	const failure = await failureOf(new QrCodeStack().execute.call(context));
	return { failure, sent: requests.filter((request) => request.includes(`/within-${timeoutMs}/`)) };
}

test('A10: a server that never answers is given up at the time-out, and a POST went out once', async () => {
	answer = () => {};
	let timeoutMs = SHORT_TIMEOUT_MS;
	let { failure, sent } = await createWithin(timeoutMs);
	// where the machine stood still until the time was up, nothing arrived, and the try says nothing
	while (sent.length === 0) ({ failure, sent } = await createWithin((timeoutMs *= 4)));

	expect(sent).toEqual([`POST /within-${timeoutMs}/qr-codes`]);
	expect(failure.description).toContain('may have been created');
});

describe('A10: an answer that', () => {
	let connectionEnded: Promise<void>;
	const endlessly = (write: (response: ServerResponse) => void) => (response: ServerResponse) => {
		connectionEnded = new Promise((resolve) => response.on('close', resolve));
		response.writeHead(200, { 'Content-Type': 'application/json' });
		write(response);
	};

	test('trickles in without end is given up at the time-out', async () => {
		jest.spyOn(ownClock, 'timeoutSignal').mockImplementation(() => AbortSignal.timeout(SHORT_TIMEOUT_MS));
		answer = endlessly((response) => {
			const drops = setInterval(() => response.write(' '), 20);
			response.on('close', () => clearInterval(drops));
		});

		const failure = await failureOf(harnessAt(port()).execute(CREATE));

		expect(failure.message).toBe('The connection to QRCodeStack broke before an answer came');
		expect(failure.description).toContain('may have been created');
		await connectionEnded;
	});

	test('has no end is dropped once it is larger than any list', async () => {
		const piece = Buffer.alloc(1_000_000, ' ');
		answer = endlessly((response) => {
			const pour = () => {
				while (!response.destroyed && response.write(piece));
			};
			response.on('drain', pour);
			pour();
		});

		const failure = await failureOf(harnessAt(port()).execute(CREATE));

		expect(failure.message).toBe('The answer from QRCodeStack could not be read');
		await connectionEnded;
	});
});

test('A10: an answer that stops halfway holds no connection, although newer hosts wrap it so that it does not end', async () => {
	jest.spyOn(ownClock, 'timeoutSignal').mockImplementation(() => AbortSignal.timeout(SHORT_TIMEOUT_MS));
	const connectionEnded = new Promise<void>((resolve) => {
		answer = (response) => {
			response.on('close', resolve);
			response.write('{"success":');
		};
	});
	const harness = harnessAt(port());
	const context = harness.loadOptionsContext(harness.makeNode(ACTION, CREATE));
	const send = context.helpers.httpRequestWithAuthentication;
	context.helpers.httpRequestWithAuthentication = async function (type, options) {
		const whole = (await send.call(context, type, options)) as { body: Readable };
		return { ...whole, body: Readable.from(passOn(whole.body)) };
	};
	const session = await openSession(context, { maxWaitMs: 0 });

	await failureOf(sendRequest(session, createQrCode({ name: 'A' })));

	await connectionEnded;
});

/** What n8n 2.41.1 does with the body of an answer, to count its bytes. */
async function* passOn(body: Readable): AsyncGenerator<unknown> {
	for await (const chunk of body) yield chunk;
}

test('stopping while an answer is awaited ends the call at once', async () => {
	const controller = new AbortController();
	answer = () => controller.abort();

	const failure = await failureOf(harnessAt(port()).execute(GET, { signal: controller.signal }));

	expect(failure.message).toBe('The execution was stopped');
	expect(requests).toHaveLength(1);
});
