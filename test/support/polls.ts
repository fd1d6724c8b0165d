import { withDirectTransport } from './directTransport';
import { createEngine, type Engine, type EngineName, type EngineOptions } from './engines';
import { MINUTE, startTriggerTest, type TriggerTest } from './triggerTest';

export const NOVEMBER_MS = Date.UTC(2026, 10, 1);
export const PRO = { perMonth: 5_000, perMinute: 60 };
export const ADVANCED = { perMonth: 100_000, perMinute: 600 };

/** A test with an account of a plan; the sandbox counts and refuses as the plan says. */
export function startOnPlan(
	plan: typeof PRO,
	options: Parameters<typeof startTriggerTest>[0] = {},
): TriggerTest {
	const t = startTriggerTest({ startMs: NOVEMBER_MS, perMinute: plan.perMinute, ...options });
	t.api.setLimits(plan);
	return t;
}

/** An engine whose polls reach the sandbox without HTTP in between. */
export function startEngine(
	t: TriggerTest,
	parameters: object = {},
	name: EngineName = 'legacy',
	more: Partial<EngineOptions> = {},
): Engine {
	const harness = withDirectTransport(t.harness, t.api);
	return createEngine({ name, harness, parameters: parameters as never, ...more });
}

export const watchOne = (qrCodeId: string) => ({
	watch: 'one',
	qrCodeId: { __rl: true, mode: 'id', value: qrCodeId },
});

export interface Polled {
	/** Polls that made at least one call. */
	polls: number;
	/** The most calls of one poll. */
	most: number;
	errors: string[];
}

/** Polls at every minute, or less often. */
export async function pollFor(
	t: TriggerTest,
	durationMs: number,
	engines: Engine[],
	everyMs = MINUTE,
): Promise<Polled> {
	const polled: Polled = { polls: 0, most: 0, errors: [] };
	for (let passedMs = 0; passedMs < durationMs; passedMs += everyMs) {
		t.time.advance(everyMs);
		for (const engine of engines) {
			const before = t.calls();
			await engine.tick().catch((error: Error) => polled.errors.push(error.message));
			polled.most = Math.max(polled.most, t.calls() - before);
			if (t.calls() > before) polled.polls++;
		}
	}
	return polled;
}
