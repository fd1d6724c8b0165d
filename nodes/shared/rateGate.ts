import { createHash } from 'crypto';

interface Gate {
	/** When the API said that it takes calls again. */
	reopensAtMs: number;
	/** When a call is let through all the same, to see whether that still holds. */
	nextTryAtMs: number;
}

/**
 * When the API answers 429, every call of this process with that key and host waits, not only the one that
 * was told. The map is module state: both nodes share it, as they share this module in one n8n process.
 */
const gates = new Map<string, Gate>();

/** Old gates are swept out once there are this many; a process sees a handful of keys. */
const MAX_GATES = 1_000;

/**
 * A month's window can be closed for weeks, but the account may move to a larger plan meanwhile: one call
 * an hour may find out. It is refused for free if nothing changed.
 */
const MAX_CLOSED_MS = 60 * 60_000;

/** Names a gate without holding the key itself. */
export function gateKey(baseUrl: string, apiKey: string): string {
	return createHash('sha256')
		.update(`${new URL(baseUrl).host}\n${apiKey}`)
		.digest('base64');
}

/** Milliseconds until the API takes calls again, as it said; 0 when a call may go out now. */
export function gateWaitMs(key: string, nowMs: number): number {
	const gate = gates.get(key);
	if (!gate || nowMs >= gate.nextTryAtMs) return 0;
	return gate.reopensAtMs - nowMs;
}

/** Closes the gate for `waitMs`. A gate that is closed for longer already stays so. */
export function closeGate(key: string, waitMs: number, nowMs: number): void {
	if (gates.size >= MAX_GATES) sweepOpenGates(nowMs);
	const reopensAtMs = Math.max(gateWaitMs(key, nowMs) + nowMs, nowMs + waitMs);
	gates.set(key, { reopensAtMs, nextTryAtMs: Math.min(reopensAtMs, nowMs + MAX_CLOSED_MS) });
}

/** Opens every gate: for tests, which share one process. */
export function openAllGates(): void {
	gates.clear();
}

function sweepOpenGates(nowMs: number): void {
	for (const [key, gate] of gates) {
		if (gate.nextTryAtMs <= nowMs) gates.delete(key);
	}
}
