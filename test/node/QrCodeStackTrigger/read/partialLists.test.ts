import { createEngine } from '../../../support/engines';
import { HOUR, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

/** More than the cursors that are kept for codes which are watched no more. */
const CODES = 1_300;
const SHOWN = 10;
const KEPT = 1_000;

test('a code that one list leaves out is not forgotten, but one that no list has shown for a day is', async () => {
	t = startTriggerTest({ codes: CODES });
	const engine = createEngine({ name: 'durableCursors', harness: t.harness, parameters: {} });
	const countCursors = () => {
		const { qrCodeStack } = engine.stored() as { qrCodeStack: { cursors: object } };
		return Object.keys(qrCodeStack.cursors).length;
	};
	await engine.activate();
	await t.pollFor(engine, 2);
	// as an API that stumbles may do, or the key of another account for a while
	t.onAnswer(({ path, query }, response) => {
		if (!path.endsWith('/qr-codes')) return response;
		const data =
			Number(query.page ?? 1) > 1 ? [] : t.ids.slice(0, SHOWN).map((id) => ({ id, scan_count: 0 }));
		return {
			...response,
			body: { success: true, data, pagination: { page: 1, limit: 100, total: SHOWN, total_pages: 1 } },
		};
	});
	await t.pollFor(engine, 10);
	const afterTenMinutes = countCursors();
	// the machine slept over the night: a day by the clock, and one list
	t.time.advance(30 * HOUR);
	await engine.tick();
	const afterTheNight = countCursors();
	for (let hour = 0; hour < 50; hour++) {
		t.time.advance(HOUR);
		await engine.tick();
	}

	expect([afterTenMinutes, afterTheNight, countCursors()]).toEqual([CODES, CODES, KEPT + SHOWN]);
});
