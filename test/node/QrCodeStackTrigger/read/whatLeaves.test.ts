import { ENGINE_NAMES, type Engine, type EngineName, type EngineOptions } from '../../../support/engines';
import {
	ADVANCED,
	pollFor as runPolls,
	startEngine,
	startOnPlan,
	watchOne as one,
} from '../../../support/polls';
import { HOUR, MINUTE, scanIds, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const LIST = '/qr-codes';
const SCANS = '/qr-codes/{id}/scans';

const startOn = (...options: Parameters<typeof startOnPlan>) => void (t = startOnPlan(...options));
const start = (parameters?: object, name?: EngineName, more?: Partial<EngineOptions>) =>
	startEngine(t, parameters, name, more);
const pollFor = async (durationMs: number, engines: Engine[], everyMs?: number) =>
	await runPolls(t, durationMs, engines, everyMs);

describe('the sweep', () => {
	test('finds scans that a counter which never moves hides', async () => {
		startOn(ADVANCED, { codes: 20 });
		t.api.setVariants({ scanCounter: 'stale' });
		const engine = start();
		await engine.activate();
		await pollFor(HOUR, [engine]);
		const sent = t.ids.flatMap((qrCodeId) => t.scan(2, { qrCodeId, spreadMs: 1000 }));
		t.time.advance(MINUTE);
		await pollFor(3 * HOUR + 20 * 5 * MINUTE, [engine]);

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});

	test('goes on although one log takes longer than a poll has', async () => {
		startOn(ADVANCED, { codes: 4 });
		t.api.setVariants({ scanCounter: 'stale', maxPageSize: 2 });
		const [longest] = [...t.ids].sort();
		const engine = start();
		await engine.activate();
		await pollFor(HOUR, [engine]);
		const sent = t.ids.flatMap((qrCodeId) => t.scan(qrCodeId === longest ? 30 : 1, { qrCodeId }));
		// each call takes so long that a poll gets through twelve pages
		t.api.setVariants({ latencyMs: 4_000 });
		await pollFor(6 * HOUR, [engine], 5 * MINUTE);

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});

	test('over 1,000 codes takes no more calls than the idle poll that it stands in for', async () => {
		startOn(ADVANCED, { codes: 1_000 });
		const engine = start({ options: { monthlyBudget: 100 } });
		await engine.activate();
		await pollFor(HOUR, [engine], 10 * MINUTE);
		const reads = t.calls(SCANS);
		const lists = t.calls(LIST);
		const { polls, most } = await pollFor(3 * HOUR, [engine], 10 * MINUTE);

		expect(polls).toBe(18);
		expect(most).toBeLessThanOrEqual(11);
		expect(t.calls(SCANS) - reads).toBeGreaterThan(0);
		expect((t.calls(LIST) - lists) % 10).toBe(0);
	});

	test('leaves out codes without a counter, which are read all the time', async () => {
		startOn(ADVANCED, { codes: 5 });
		t.api.setVariants({ scanCounter: 'none' });
		const engine = start();
		await engine.activate();
		const lists = t.calls(LIST);
		const { polls } = await pollFor(3 * HOUR, [engine], 10 * MINUTE);

		expect(t.calls(LIST) - lists).toBe(polls);
	});
});

describe('filters', () => {
	const visitor = (country: string, device = 'mobile') => ({ country, device });
	const scanAs = (country: string, device?: string, qrCodeId = t.id) =>
		t.api.addScans({ qrCodeId, visitor: visitor(country, device), fromMs: t.time.now() }).map(({ id }) => id);

	test.each<[string, object, number[]]>([
		['country', { country: 'de, AT' }, [0, 2, 4]],
		['device', { device: 'Tablet' }, [1, 4]],
		['both', { country: 'DE', device: 'tablet' }, [4]],
	])('%s: only the scans that fit leave', async (_, options, wanted) => {
		startOn(ADVANCED);
		const engine = start({ options });
		await engine.activate();
		t.time.advance(MINUTE);
		const sent = [['DE'], ['FR', 'tablet'], ['AT'], ['US'], ['DE', 'tablet']].map(
			([country = '', device]) => scanAs(country, device)[0],
		);
		t.time.advance(MINUTE);
		await engine.tick();

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(wanted.map((index) => sent[index]).sort());
	});

	test.each(ENGINE_NAMES)('a scan that was filtered out is not read again (%s)', async (name) => {
		startOn(ADVANCED, { codes: 4 });
		const engine = start({ options: { country: 'DE' } }, name);
		await engine.activate();
		await pollFor(20 * MINUTE, [engine]);
		scanAs('US');
		await pollFor(3 * MINUTE, [engine]);
		const reads = t.calls(SCANS);
		expect(await engine.tick()).toBeNull();
		await pollFor(20 * MINUTE, [engine]);

		expect(t.calls(SCANS)).toBe(reads);
		expect(engine.deliveredItems).toEqual([]);
	});

	test('first scan only: one per code, however they come', async () => {
		startOn(ADVANCED, { codes: 3 });
		const engine = start({ event: 'firstScan' });
		await engine.activate();
		const [a = '', b = '', c = ''] = t.ids;
		t.time.advance(MINUTE);
		const first = scanAs('DE', 'mobile', a);
		t.time.advance(1);
		scanAs('DE', 'mobile', a);
		await pollFor(MINUTE, [engine]);
		scanAs('DE', 'mobile', a);
		first.push(...scanAs('DE', 'mobile', b));
		await pollFor(3 * HOUR, [engine]);
		scanAs('DE', 'mobile', a);
		await engine.restart();
		await pollFor(10 * MINUTE, [engine]);
		first.push(...scanAs('DE', 'mobile', c));
		await pollFor(10 * MINUTE, [engine]);

		expect(scanIds(engine.deliveredItems)).toEqual(first);
	});

	test('first scan only: a code that nobody scanned yet keeps its first one when others are added', async () => {
		startOn(ADVANCED, { codes: 6 });
		const engine = start({ watch: 'selected', qrCodeIds: t.ids.slice(0, 4), event: 'firstScan' });
		await engine.activate();
		await pollFor(10 * MINUTE, [engine]);
		await engine.change({ qrCodeIds: t.ids });
		await pollFor(10 * MINUTE, [engine]);
		const sent = scanAs('DE');
		await pollFor(5 * MINUTE, [engine]);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('first scan only: a scan in the second of the starting point is the first one', async () => {
		startOn(ADVANCED);
		t.api.setVariants({ scanTimePrecision: 's' });
		const engine = start({ event: 'firstScan' });
		await engine.activate();
		const sent = scanAs('DE');
		await pollFor(5 * MINUTE, [engine]);
		scanAs('DE');
		await pollFor(5 * MINUTE, [engine]);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});
});

describe('the late window', () => {
	test.each([
		[60, 50, true],
		[15, 50, false],
		[0, 5, false],
	])('of %i minutes: a scan that is %i minutes late leaves: %p', async (lateWindow, lateMinutes, leaves) => {
		startOn(ADVANCED);
		const engine = start({ ...one(t.id), options: { lateWindow } });
		await engine.activate();
		t.time.advance(MINUTE);
		const late = t.scan(1, { lateByMs: lateMinutes * MINUTE });
		const sent: string[] = [];
		for (let minute = 0; minute < 70; minute++) {
			t.time.advance(MINUTE);
			sent.push(...t.scan());
			t.time.advance(1);
			await engine.tick();
		}

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual([...sent, ...(leaves ? late : [])].sort());
	});
});
