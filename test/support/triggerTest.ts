import nock from './nock';

import { forgetPollMemories } from '../../nodes/QrCodeStackTrigger/pollMemory';
import { forgetPagingManners } from '../../nodes/shared/pagingManner';
import { openAllGates } from '../../nodes/shared/rateGate';
import { createHarness } from './harness';
import { serveSandbox, ACCOUNT } from './sandboxNock';
import { useVirtualClock } from './virtualClock';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Everything that a test of the trigger needs, fresh for each one. */
export function startTriggerTest({
	codes = 1,
	startMs,
	...sandbox
}: { codes?: number; startMs?: number } & Parameters<typeof serveSandbox>[0] = {}) {
	nock.cleanAll();
	forgetPollMemories();
	openAllGates();
	forgetPagingManners();
	const time = useVirtualClock(startMs);
	const harness = createHarness();
	const served = serveSandbox(sandbox);
	const ids = codes > 0 ? served.api.addQrCodes({ account: ACCOUNT, count: codes }).map(({ id }) => id) : [];
	const [id = ''] = ids;
	return {
		...served,
		harness,
		time,
		ids,
		id,
		/** Holds back every answer but the next few until `release`; `begun` is when a request is waiting. */
		holdAnswers: (passing = 0) => {
			let release = () => {};
			let begin = () => {};
			const begun = new Promise<void>((resolve) => (begin = resolve));
			const held = new Promise<void>((resolve) => (release = resolve));
			let passed = 0;
			served.onRequest(() => {
				if (passed++ < passing) return;
				begin();
				return held;
			});
			return {
				begun,
				/** Lets later requests through, while those that wait go on waiting. */
				letOthersPass: () => served.onRequest(() => {}),
				release: () => {
					served.onRequest(() => {});
					release();
				},
			};
		},
		/** Scans a code now, or `agoMs` ago; returns the ids that the log will show. */
		scan: (count = 1, { qrCodeId = id, agoMs = 0, lateByMs = 0, spreadMs = 0 } = {}): string[] => {
			const fromMs = time.now() - agoMs;
			const range = { fromMs, toMs: fromMs + spreadMs, lateByMs };
			return served.api.addScans({ qrCodeId, count, ...range }).map((scan) => scan.id);
		},
	};
}

export type TriggerTest = ReturnType<typeof startTriggerTest>;

/** What the items of a poll say: the ids of their scans. */
export function scanIds(items: ReadonlyArray<{ json: object }> | null): string[] | null {
	return items && items.map(({ json }) => String((json as { scanId: unknown }).scanId));
}
