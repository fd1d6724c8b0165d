/** Pauses for some milliseconds. */
export async function pause(ms: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, ms));
}

export interface WaitOptions {
	/** What is waited for, as it should read after "Waited 60 s for". */
	what: string;
	timeoutMs: number;
	intervalMs?: number;
	/** Told at the end of a wait that was in vain: the state that was seen last. */
	describeLast?: () => string;
}

/** Asks again and again until `probe` answers something other than undefined; never waits past the bound. */
export async function waitFor<T>(probe: () => Promise<T | undefined>, options: WaitOptions): Promise<T> {
	const { what, timeoutMs, intervalMs = 250, describeLast } = options;
	const endsAt = Date.now() + timeoutMs;
	for (;;) {
		const found = await probe();
		if (found !== undefined) return found;
		if (Date.now() >= endsAt) {
			const last = describeLast ? ` Last seen: ${describeLast()}` : '';
			throw new Error(`Waited ${Math.round(timeoutMs / 1000)} s for ${what}, in vain.${last}`);
		}
		await pause(intervalMs);
	}
}
