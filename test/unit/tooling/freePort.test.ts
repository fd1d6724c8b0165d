import { createServer } from 'node:net';

import { findFreePort } from '../../e2e/host/freePort';

/** Where Linux begins with the ports of outgoing connections; other systems begin higher. */
const FIRST_OUTGOING_PORT = 32_768;

test('servers get ports that they can have, that no outgoing connection takes, and each another one', async () => {
	const ports = await Promise.all(Array.from({ length: 20 }, findFreePort));

	expect(new Set(ports).size).toBe(20);
	for (const port of ports) {
		expect(port).toBeLessThan(FIRST_OUTGOING_PORT);
		const server = createServer();
		await new Promise<void>((resolve, reject) =>
			server.once('error', reject).listen(port, '127.0.0.1', resolve),
		);
		await new Promise((resolve) => server.close(resolve));
	}
});
