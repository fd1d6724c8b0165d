import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems hand out to outgoing connections (Linux from 32768, others from 49152). One of those
 * can be taken by any connection on the machine in the seconds between this look and the start of the server that
 * the port is meant for, by a look whether that server is up as well; here, only another server could.
 */
const PORTS = { from: 20_000, to: 32_000 };
/** With that many ports in use, something is wrong with the machine. */
const MAX_TRIES = 200;

/** No two servers that this process is about to start get the same one; those in use are in here, too. */
const handedOut = new Set<number>();

/**
 * A loopback port that nothing listens on, and that no outgoing connection will take.
 * @throws {Error} when there seems to be none.
 */
export async function findFreePort(): Promise<number> {
	for (let tries = 0; tries < MAX_TRIES; tries++) {
		const port = randomInt(PORTS.from, PORTS.to);
		if (handedOut.has(port)) continue;
		handedOut.add(port);
		if (await isFree(port)) return port;
	}
	throw new Error(`None of ${MAX_TRIES} ports from ${PORTS.from} to ${PORTS.to} is free.`);
}

async function isFree(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}
