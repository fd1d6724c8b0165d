import { withDirectTransport } from '../../../support/directTransport';
import { createEngine } from '../../../support/engines';
import { TEST_KEY } from '../../../support/harness';
import { ACCOUNT } from '../../../support/serveSandbox';
import { DAY, HOUR, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';
import { EVENTS, SCAN_EVENTS } from '../../../../nodes/QrCodeStackTrigger/settings/fields';

let t: TriggerTest;
afterEach(() => t.time.restore());

const LIST_EVENTS = Object.values(EVENTS).filter((event) => !SCAN_EVENTS.includes(event as 'newScan'));
/** As long as people make them, and longer. */
const LONG_NAME = 'Spring campaign, poster at the station, platform 3 — '.repeat(30);

/** The bytes that n8n stores of a trigger after whatever its event may report has happened. */
async function bytesAfterEverything(event: string, codes: number): Promise<number> {
	t = startTriggerTest({ codes: 0 });
	const ids = t.api.addQrCodes({ account: ACCOUNT, count: codes, name: LONG_NAME }).map(({ id }) => id);
	const harness = withDirectTransport(t.harness, t.api);
	const options = { maxScansPerPoll: 100_000, monthlyBudget: 100 };
	const engine = createEngine({
		name: 'durableCursors',
		harness,
		parameters: { event, quietDays: 1, milestoneEvery: 50, percent: 1, options },
	});
	await engine.activate();
	t.time.advance(HOUR);
	t.api.addScans({ qrCodeId: 'all', count: codes === 1 ? 5_000 : 55 });
	for (const id of ids.slice(0, 100)) {
		t.api.handle({
			method: 'PATCH',
			path: `/api/v1/qr-codes/${id}`,
			query: {},
			headers: { authorization: `Bearer ${TEST_KEY}` },
			body: { destination_url: `https://example.com/${'menu/'.repeat(40)}${id}` },
		});
	}
	if (codes > 1) t.api.addQrCodes({ account: ACCOUNT, count: 20, name: LONG_NAME });
	for (const id of ids.slice(-5, -1)) t.deleteCode(id);
	await t.pollFor(engine, 2);
	t.time.advance(2 * DAY);
	await t.pollFor(engine, 3);
	return Buffer.byteLength(JSON.stringify(engine.stored()));
}

test.each(LIST_EVENTS)('the state of %s stays under 4 KiB for one code', async (event) => {
	expect(await bytesAfterEverything(event, 1)).toBeLessThan(4 * 1024);
});

test.each(LIST_EVENTS)(
	'the state of %s stays under 64 KiB for 1,000 codes',
	async (event) => {
		expect(await bytesAfterEverything(event, 1_000)).toBeLessThan(64 * 1024);
	},
	60_000,
);
