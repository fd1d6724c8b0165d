import type { SandboxApi } from '../../sandbox/server/api';
import type { FaultInput } from '../../sandbox/faults/faults';
import type { Random } from '../../sandbox/store/random';
import { pause } from '../e2e/client/waitFor';

export interface FaultBurstOptions {
	api: SandboxApi;
	random: Random;
	endsAtMs: number;
	onBurst: () => void;
}

/** The API only: the phones that follow short links get through. */
const API_PATHS = '/api/v1/**';
const MAX_FAULTS = 6;
const CALM_MS = { min: 4_000, span: 10_000 };

/** Twice in the list means twice as often. A hang holds a poll up for its whole time, so it comes alone. */
const KINDS: Array<(random: Random) => FaultInput> = [
	() => ({ kind: 'json', status: 500 }),
	() => ({ kind: 'json', status: 503 }),
	() => ({ kind: 'reset' }),
	() => ({ kind: 'reset' }),
	() => ({ kind: 'html', status: 502 }),
	() => ({ kind: 'html', status: 200 }),
	() => ({ kind: 'truncate' }),
	() => ({ kind: 'cut' }),
	(random) => ({ kind: 'rate_limited', retryAfterMs: 1_000 + random.integer(3_000) }),
	(random) => ({ kind: 'rate_limited', retryAfter: 'missing', retryAfterMs: 500 + random.integer(1_000) }),
	(random) => ({ kind: 'latency', latencyMs: 200 + random.integer(3_000) }),
	(random) => ({ kind: 'latency', latencyMs: 200 + random.integer(3_000) }),
];
const ONE_HANG_IN = 12;

/** Disturbs the sandbox again and again until `endsAtMs`, and leaves it undisturbed. */
export async function runFaultBursts({ api, random, endsAtMs, onBurst }: FaultBurstOptions): Promise<void> {
	while (Date.now() < endsAtMs) {
		await pause(Math.min(CALM_MS.min + random.integer(CALM_MS.span), Math.max(0, endsAtMs - Date.now())));
		if (Date.now() >= endsAtMs) break;
		api.clearFaults();
		api.addFaults(...inventBurst(random));
		onBurst();
	}
	api.clearFaults();
}

function inventBurst(random: Random): FaultInput[] {
	if (random.integer(ONE_HANG_IN) === 0) return [{ kind: 'hang', path: API_PATHS, skip: random.integer(4) }];
	return Array.from({ length: 1 + random.integer(MAX_FAULTS) }, () => ({
		...random.pick(KINDS)(random),
		path: API_PATHS,
		// the first ones strike at once, others in the midst of a poll
		skip: random.integer(4),
	}));
}
