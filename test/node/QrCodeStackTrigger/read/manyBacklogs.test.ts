import { memoryOf } from '../../../../nodes/QrCodeStackTrigger/memory';
import { MAX_HELD_SCANS, type ScanLogRead } from '../../../../nodes/QrCodeStackTrigger/read/logReader';
import { PageBudget } from '../../../../nodes/QrCodeStackTrigger/read/pageBudget';
import { readDueLogs } from '../../../../nodes/QrCodeStackTrigger/read/readLogs';
import type { KnownCode } from '../../../../nodes/QrCodeStackTrigger/read/readMemory';
import { openSession } from '../../../../nodes/shared/http/session';
import { withDirectTransport } from '../../../support/directTransport';
import { createEngine, ENGINE_NAMES } from '../../../support/engines';
import { TRIGGER } from '../../../support/harness';
import { DAY, MINUTE, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const CODES = 8;
const SCANS_PER_CODE = 700;
const PER_POLL = 100;

const contextOf = (workflowId: string) =>
	({
		getWorkflow: () => ({ id: workflowId }),
		getNode: () => ({ id: 'trigger-1', name: 'QRCodeStack Trigger' }),
	}) as never;

describe.each(ENGINE_NAMES)('in the engine "%s"', (name) => {
	test('backlogs of many codes are held in memory one after the other, and all of them leave, each oldest first', async () => {
		t = startTriggerTest({ codes: CODES });
		t.ids.forEach((qrCodeId) => t.scan(SCANS_PER_CODE, { qrCodeId, agoMs: DAY, spreadMs: DAY / 2 }));
		const options = { maxScansPerPoll: PER_POLL, includeQrCode: false, monthlyBudget: 100 };
		const engine = createEngine({
			name,
			harness: withDirectTransport(t.harness, t.api),
			parameters: { startFrom: 'beginning', options },
			workflowId: 'wf1',
		});
		await engine.activate();
		let mostHeld = 0;
		for (let poll = 0; poll < 80 && engine.deliveredItems.length < CODES * SCANS_PER_CODE; poll++) {
			t.time.advance(MINUTE);
			await engine.tick();
			const reads = [...memoryOf(contextOf('wf1')).reads.codes.values()].map(
				({ read }) => read?.heldScans ?? 0,
			);
			mostHeld = Math.max(
				mostHeld,
				reads.reduce((sum, held) => sum + held),
			);
		}

		const times = new Map<string, string[]>();
		for (const { json } of engine.deliveredItems) {
			const { qrCode, scannedAt } = json as unknown as { qrCode: { id: string }; scannedAt: string };
			times.set(qrCode.id, [...(times.get(qrCode.id) ?? []), scannedAt]);
		}
		expect(engine.deliveredItems).toHaveLength(CODES * SCANS_PER_CODE);
		for (const ofCode of times.values()) expect(ofCode).toEqual([...ofCode].sort());
		// what is left of some and the one that is read, not all of them
		expect(mostHeld).toBeLessThanOrEqual(3 * SCANS_PER_CODE);
	});

	test('new scans of another code do not wait until a long log is read to its end', async () => {
		t = startTriggerTest({ codes: 3 });
		// a poll gets through a few pages
		t.api.setVariants({ maxPageSize: 10, latencyMs: 4_000 });
		t.scan(900, { agoMs: DAY, spreadMs: DAY / 2 });
		const options = { includeQrCode: false, monthlyBudget: 100 };
		const engine = createEngine({
			name,
			harness: t.harness,
			parameters: { startFrom: 'beginning', options },
		});
		await engine.activate();
		await t.pollFor(engine, 2);
		const [sent = ''] = t.scan(1, { qrCodeId: t.ids[1] });
		await t.pollFor(engine, 3);

		expect(engine.deliveredItems.map(({ json }) => json.scanId)).toEqual([sent]);
	});
});

describe('when the memory for scans is used up', () => {
	let begun = 0;
	const held = (id: string, heldScans: number, more: Partial<ScanLogRead> = {}): KnownCode => {
		const read = { heldScans, pagesRead: 5, isComplete: false, hasFailed: false, order: ++begun, ...more };
		return {
			id,
			lastReadAtMs: 0,
			read: Object.assign(read, {
				lookbackStartMs: 0,
				startedAtMs: t.time.now(),
				startOver: jest.fn(() => (read.heldScans = 0)),
				readPage: jest.fn(async () => {
					read.isComplete = true;
				}),
				sortBy: () => ({ lookbackStartMs: 0, shown: [], unshown: [], fresh: [], left: 0 }),
			}) as never,
		};
	};

	async function readFirst(codes: KnownCode[]) {
		const node = t.harness.makeNode(TRIGGER);
		const context = t.harness.pollContext(t.harness.makeWorkflow([node]), node);
		const session = await openSession(context, { maxWaitMs: 0 });
		await readDueLogs(codes.slice(0, 1), {
			session,
			state: { startMs: 0, cursors: new Map() },
			watched: codes,
			pages: new PageBudget(session, {}),
			bounds: { maxScansPerPoll: 100, allowedLatenessMs: 0, maxCalls: 100 },
		});
	}

	test('the log that was begun last gives way, as far as it must', async () => {
		t = startTriggerTest();
		const codes = [held('read', 10), held('older', MAX_HELD_SCANS / 2), held('younger', MAX_HELD_SCANS / 2)];
		await readFirst(codes);

		expect(codes[0]?.read?.readPage).toHaveBeenCalledTimes(1);
		expect(codes[1]?.read?.startOver).not.toHaveBeenCalled();
		expect(codes[2]?.read?.startOver).toHaveBeenCalledTimes(1);
	});

	test('what was read to its end is emitted before more is read', async () => {
		t = startTriggerTest();
		const codes = [held('read', 10), held('ready', MAX_HELD_SCANS, { isComplete: true })];
		await readFirst(codes);

		expect(codes[0]?.read?.readPage).not.toHaveBeenCalled();
		expect(codes[1]?.read?.startOver).not.toHaveBeenCalled();
	});
});
