type Stop = () => Promise<unknown>;

// globalSetup and globalTeardown share nothing but the global object of Jest's own process
const shared = globalThis as typeof globalThis & { qrCodeStackStops?: Stop[] };

/** Keeps the way to stop something for globalTeardown. */
export function rememberRunning(stop: Stop): void {
	(shared.qrCodeStackStops ??= []).push(stop);
}

/** Stops everything, the latest first. */
export async function stopRunning(): Promise<void> {
	for (const stop of (shared.qrCodeStackStops ?? []).reverse()) await stop();
	shared.qrCodeStackStops = [];
}
