import { hkdfSync } from 'crypto';

import { SlotQueue } from './slotQueue';
import { clock } from '../util/clock';
import { findPlan } from '../api/decode/plan';
import type { AccountUsage } from '../api/schemas';

interface Gate {
	/** When the API said that it takes calls again. */
	reopensAtMs: number;
	/** When a call is let through all the same, to see whether that still holds. */
	nextTryAtMs: number;
	slots: SlotQueue;
	/** What GET /me told last, to whomever it was that asked. */
	account?: AccountUsage;
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

/** Bytes of a gate's name: no two keys have the same. */
const GATE_NAME_LENGTH = 32;

/** Names a gate without holding the key itself. */
export function gateKey(baseUrl: string, apiKey: string): string {
	// what HKDF is for; a plain hash of a secret is what scanners of code warn about
	const name = hkdfSync('sha256', apiKey, new URL(baseUrl).host, 'gate', GATE_NAME_LENGTH);
	return Buffer.from(name).toString('base64');
}

/** Milliseconds until the API takes calls again, as it said; 0 when a call may go out now. */
export function gateWaitMs(key: string, nowMs: number): number {
	const gate = gates.get(key);
	return gate && nextTryInMs(gate, nowMs) > 0 ? gate.reopensAtMs - nowMs : 0;
}

/**
 * Milliseconds until a call is let through. More than any gate is closed for can only come of a clock that was set
 * back since: then one is let through at once.
 */
function nextTryInMs({ nextTryAtMs }: Gate, nowMs: number): number {
	const leftMs = nextTryAtMs - nowMs;
	return leftMs > MAX_CLOSED_MS ? 0 : Math.max(0, leftMs);
}

/** Closes the gate for `waitMs`. A gate that is closed for longer already stays so. */
export function closeGate(key: string, waitMs: number, nowMs: number): void {
	const gate = openGate(key, nowMs);
	const reopensAtMs = Math.max(gateWaitMs(key, nowMs) + nowMs, nowMs + waitMs);
	Object.assign(gate, { reopensAtMs, nextTryAtMs: Math.min(reopensAtMs, nowMs + MAX_CLOSED_MS) });
	gate.slots.noteClosed();
}

/** The slots of all calls that go through this gate. */
export function slotsOf(key: string): SlotQueue {
	return openGate(key, clock.nowMs()).slots;
}

/** Keeps what GET /me told, so that nobody has to ask just to learn the plan. */
export function noteAccount(key: string, account: AccountUsage): void {
	const gate = openGate(key, clock.nowMs());
	gate.account = account;
	const plan = findPlan(account);
	if (plan) gate.slots.expect(plan.callsPerMinute);
}

/** What GET /me told last; undefined when nobody asked. */
export function recallAccount(key: string): AccountUsage | undefined {
	return gates.get(key)?.account;
}

/** Opens every gate and forgets what was learned: for tests, which share one process. */
export function openAllGates(): void {
	gates.clear();
}

function openGate(key: string, nowMs: number): Gate {
	const known = gates.get(key);
	if (known) return known;
	if (gates.size >= MAX_GATES) sweepOpenGates(nowMs);
	const gate: Gate = {
		reopensAtMs: 0,
		nextTryAtMs: 0,
		slots: new SlotQueue(() => nextTryInMs(gate, clock.nowMs())),
	};
	gates.set(key, gate);
	return gate;
}

function sweepOpenGates(nowMs: number): void {
	for (const [key, gate] of gates) {
		if (nextTryInMs(gate, nowMs) === 0 && gate.slots.isIdle) gates.delete(key);
	}
}
