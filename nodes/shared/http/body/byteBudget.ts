import { onAbort } from '../../util/onAbort';

interface Waiter {
	bytes: number;
	start: () => void;
}

/** Room in memory that answers share, given out in the order in which it is asked for. */
export class ByteBudget {
	private freeBytes: number;
	private waiters: Waiter[] = [];

	/** @param totalBytes at least as much as anybody reserves at once. */
	constructor(totalBytes: number) {
		this.freeBytes = totalBytes;
	}

	/**
	 * Waits until there is room.
	 * @param signal ends the wait.
	 * @returns what gives the room back; undefined when the wait ended before there was any.
	 */
	async reserve(bytes: number, signal: AbortSignal): Promise<(() => void) | undefined> {
		const release = () => {
			this.freeBytes += bytes;
			this.startNext();
		};
		return await new Promise((resolve) => {
			const waiter: Waiter = {
				bytes,
				start: () => {
					stopListening();
					resolve(release);
				},
			};
			const leave = () => {
				this.waiters = this.waiters.filter((other) => other !== waiter);
				resolve(undefined);
				this.startNext();
			};
			this.waiters.push(waiter);
			const stopListening = onAbort(signal, leave);
			this.startNext();
		});
	}

	private startNext(): void {
		for (let [first] = this.waiters; first && first.bytes <= this.freeBytes; [first] = this.waiters) {
			this.waiters.shift();
			this.freeBytes -= first.bytes;
			first.start();
		}
	}
}
