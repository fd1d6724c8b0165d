import { connect } from 'node:net';

import { openBench, type Bench } from './support';

let bench: Bench;
beforeEach(async () => (bench = await openBench()));
afterEach(() => bench.sandbox.close());

/** Each call over a connection of its own, all under way at once: the first one ends after the last one has begun. */
async function callAtOnce(calls: number): Promise<void> {
	const { port, connections } = bench.sandbox;
	const sockets = Array.from({ length: calls }, () => connect(port, '127.0.0.1'));
	while (connections.open < calls) await new Promise(setImmediate);
	for (const socket of sockets)
		socket.end('GET /api/v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n').resume();
	while (connections.open > 0) await new Promise(setImmediate);
}

it('counts the connections that are open at once', async () => {
	await callAtOnce(7);
	await callAtOnce(3);
	expect(bench.sandbox.connections).toMatchObject({ open: 0, peak: 7, opened: 10 });
});

it('counts calls that follow one another as one open connection at a time', async () => {
	for (let call = 0; call < 3; call += 1) await callAtOnce(1);
	expect(bench.sandbox.connections).toMatchObject({ peak: 1, opened: 3 });
});

it('starts anew when asked to', async () => {
	await callAtOnce(5);
	bench.sandbox.connections.reset();
	await callAtOnce(2);
	expect(bench.sandbox.connections).toMatchObject({ peak: 2, opened: 2 });
});
