import type { Server } from 'node:net';

/** Counts the connections that clients hold open: what a proxy in front of an API would have to bear. */
export class ConnectionCount {
	open = 0;
	/** The most that were open at once since the last `reset`. */
	peak = 0;
	/** All that were opened since the last `reset`. */
	opened = 0;

	constructor(server: Server) {
		server.on('connection', (socket) => {
			this.open += 1;
			this.opened += 1;
			this.peak = Math.max(this.peak, this.open);
			socket.once('close', () => (this.open -= 1));
		});
	}

	/** Counts anew; connections that are open stay counted as open. */
	reset(): void {
		this.peak = this.open;
		this.opened = 0;
	}
}
