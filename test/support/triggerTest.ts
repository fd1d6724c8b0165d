import nock from './nock';

import { forgetTriggerMemories } from '../../nodes/QrCodeStackTrigger/memory';
import { forgetPageParameters } from '../../nodes/shared/paging/fetchPage';
import { forgetAccounts } from '../../nodes/shared/http/knownAccount';
import { createHarness, TEST_KEY } from './harness';
import { serveSandbox, ACCOUNT } from './serveSandbox';
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
	forgetTriggerMemories();
	forgetAccounts();
	forgetPageParameters();
	const time = useVirtualClock(startMs);
	const harness = createHarness();
	const served = serveSandbox(sandbox);
	const ids = codes > 0 ? served.api.addQrCodes({ account: ACCOUNT, count: codes }).map(({ id }) => id) : [];
	const [id = ''] = ids;
	/** Holds back every answer but the next few until `release`; `begun` is when a request is waiting. */
	const holdAnswers = (passing = 0) => {
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
	};
	/** Begins a poll that stays on until `release`. */
	const holdPoll = async <T>(engine: { tick(): Promise<T> }) => {
		const { begun, ...hold } = holdAnswers();
		const poll = engine.tick();
		await begun;
		return { ...hold, poll };
	};
	return {
		...served,
		harness,
		time,
		ids,
		id,
		holdAnswers,
		holdPoll,
		/** Renames the node in the middle of its poll; returns what that poll puts out. */
		renameDuringPoll: async <T>(engine: { tick(): Promise<T>; rename(name: string): Promise<unknown> }) => {
			const { poll, release } = await holdPoll(engine);
			await engine.rename('Scans');
			release();
			return await poll;
		},
		/** Polls once a minute. */
		pollFor: async (engine: { tick(): Promise<unknown> }, minutes: number): Promise<void> => {
			for (let minute = 0; minute < minutes; minute++) {
				time.advance(MINUTE);
				await engine.tick();
			}
		},
		/** The same; says at which of these minutes an error came, and which. */
		errorsFor: async (
			engine: { tick(): Promise<unknown> },
			minutes: number,
		): Promise<Array<[number, string]>> => {
			const errors: Array<[number, string]> = [];
			for (let minute = 1; minute <= minutes; minute++) {
				time.advance(MINUTE);
				await engine.tick().catch((error: Error) => errors.push([minute, error.message]));
			}
			return errors;
		},
		/** Parameters of a trigger that watches the first code only. */
		onlyFirst: { watch: 'one', qrCodeId: { __rl: true, mode: 'id', value: id } },
		/** Deletes a code, as another user of the account does. */
		deleteCode: (qrCodeId: string) =>
			served.api.handle({
				method: 'DELETE',
				path: `/api/v1/qr-codes/${qrCodeId}`,
				query: {},
				headers: { authorization: `Bearer ${TEST_KEY}` },
				body: undefined,
			}),
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
