import { createEngine } from '../../../support/engines';
import { scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const start = (options: object) =>
	createEngine({ name: 'legacy', harness: t.harness, parameters: { options } as never });
const warnings = () => t.harness.logger.lines.filter((line) => line.includes('passed the filters'));

test('filters that let nothing through for 50 scans are told once in the log, with the values that were seen', async () => {
	t = startTriggerTest();
	const engine = start({ country: ['DE'] });
	await engine.activate();
	for (let poll = 0; poll < 12; poll++) {
		t.api.addScans({ qrCodeId: t.id, count: 10, visitor: { country: 'FR' }, fromMs: t.time.now() });
		await t.pollFor(engine, 30);
	}

	expect(engine.deliveredItems).toEqual([]);
	expect(warnings()).toEqual([
		expect.stringContaining(
			'none of the last 50 scans passed the filters in the options. They have the country FR',
		),
	]);
});

test('filters that let some scans through are not worth a word', async () => {
	t = startTriggerTest();
	const engine = start({ country: ['DE'] });
	await engine.activate();
	const sent: string[] = [];
	for (let poll = 0; poll < 6; poll++) {
		t.api.addScans({ qrCodeId: t.id, count: 40, visitor: { country: 'FR' }, fromMs: t.time.now() });
		const scans = t.api.addScans({ qrCodeId: t.id, visitor: { country: 'Germany' }, fromMs: t.time.now() });
		sent.push(...scans.map(({ id }) => id));
		await t.pollFor(engine, 30);
	}

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
	expect(warnings()).toEqual([]);
});
