import { LIMIT_HEADERS, MINUTE_WINDOW_MAX_WAIT_MS } from '../api/contract';
import { clock } from '../util/clock';
import { getAccount, type Endpoint } from '../api/endpoints';
import { parseHttpDateMs } from '../util/dates';
import type { Outcome } from './outcome';
import { closeGate, noteAccount, slotsOf } from '../rateLimit/rateGate';
import { parseAccountUsage } from '../api/schemas';

/** A number of seconds above this is a moment, not a span. */
const FIRST_EPOCH_SECONDS = 1_000_000_000;

/** A Date header can be a second old, and an answer takes its time. */
const MAX_CLOCK_SKEW_MS = 2_000;

const ACCOUNT_PATH = getAccount().path;

/** Learns about the plan's limits from what an answer happens to tell; no call is made for it. */
export function learnFromAnswer(
	gate: string,
	{ path }: Endpoint,
	{ headers, data }: Extract<Outcome, { kind: 'ok' }>,
): void {
	if (path === ACCOUNT_PATH) {
		const account = parseAccountUsage(data);
		if (account) noteAccount(gate, account);
	}
	const remaining = readCount(headers, LIMIT_HEADERS.remaining);
	if (remaining === undefined) return;
	const resetMs = readResetMs(headers);
	const slots = slotsOf(gate);
	slots.noteRemaining(remaining);
	if (remaining > 0 || resetMs === undefined || !slots.trustsHeaders) return;
	closeGate(gate, resetMs, clock.nowMs());
}

/** How long until the window reopens; undefined for what can't be the minute's. */
function readResetMs(headers: Record<string, unknown>): number | undefined {
	const seconds = readCount(headers, LIMIT_HEADERS.reset);
	if (seconds === undefined) return undefined;
	const nowMs = answeredAtMs(headers);
	const resetMs = seconds >= FIRST_EPOCH_SECONDS ? seconds * 1000 - nowMs : seconds * 1000;
	return resetMs > 0 && resetMs <= MINUTE_WINDOW_MAX_WAIT_MS ? resetMs : undefined;
}

/** The API's time as it answered. A Date header has whole seconds, so our own clock is the better one unless it is off. */
function answeredAtMs(headers: Record<string, unknown>): number {
	const ownMs = clock.nowMs();
	const apiMs = parseHttpDateMs(headers.date) ?? ownMs;
	return Math.abs(apiMs - ownMs) > MAX_CLOCK_SKEW_MS ? apiMs : ownMs;
}

function readCount(headers: Record<string, unknown>, names: readonly string[]): number | undefined {
	const value = names.map((name) => headers[name]).find((header) => header !== undefined);
	return typeof value === 'string' && /^\d{1,12}$/.test(value.trim()) ? Number(value) : undefined;
}
