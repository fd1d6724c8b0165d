import { clock } from '../../shared/util/clock';

/**
 * Working out the expressions of one item takes n8n milliseconds in which nothing else runs in the process:
 * after this long, whatever else waits gets its turn.
 */
const MAX_STRETCH_MS = 20;

export interface ConcurrentWork {
	count: number;
	/** How many pieces of work are under way at once. */
	concurrency: number;
	/** Is waited for before piece number `index` is begun, one after the other. It must not throw. */
	prepare?: (index: number) => Promise<void>;
	/** Does piece number `index`. It must not throw. */
	run: (index: number) => Promise<void>;
	/** Asked before each piece: whether to begin it and those behind it. */
	goesOn: () => boolean;
}

/**
 * Begins pieces of work in their order, a bounded number at once, and ends when all that were begun have
 * ended. Only one piece is ever begun at a time, with breaths in between, so that the process stays
 * responsive however many there are.
 */
export async function runConcurrently({
	count,
	concurrency,
	prepare,
	run,
	goesOn,
}: ConcurrentWork): Promise<void> {
	let underWay = 0;
	let noteEnd: () => void = () => {};
	let yieldedAtMs = clock.nowMs();
	const runNext = async (index: number) => {
		underWay++;
		await run(index);
		underWay--;
		noteEnd();
	};
	const waitForEnd = async () => await new Promise<void>((resolve) => (noteEnd = resolve));
	for (let index = 0; index < count && goesOn(); index++) {
		if (clock.nowMs() - yieldedAtMs >= MAX_STRETCH_MS) {
			await clock.sleepMs(0);
			yieldedAtMs = clock.nowMs();
		}
		await prepare?.(index);
		void runNext(index);
		if (underWay >= concurrency) await waitForEnd();
	}
	while (underWay > 0) await waitForEnd();
}
