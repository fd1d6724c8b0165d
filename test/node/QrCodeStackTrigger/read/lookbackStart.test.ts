import { ScanLogRead } from '../../../../nodes/QrCodeStackTrigger/read/logReader';
import { openSession } from '../../../../nodes/shared/http/session';
import { createEngine } from '../../../support/engines';
import { TRIGGER } from '../../../support/harness';
import { HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

/** A second in milliseconds since 1970. */
const at = (second: number) => 1e12 + second * 1_000;

/** Reads a log of such pages, each a list of seconds, down to the lookback start. */
async function readLog(pages: number[][], lookbackStart: number, facts: (page: number) => object) {
	const context = t.harness.pollContext(t.harness.makeWorkflow([]), t.harness.makeNode(TRIGGER));
	const session = await openSession(context, { maxWaitMs: 0 });
	t.onAnswer(({ query }, response) => {
		const page = Number(query.page);
		const seconds = pages[page - 1] ?? [];
		const data = seconds.map((second, index) => ({ id: `${page}-${index}`, scanned_at: at(second) }));
		return { ...response, body: { success: true, data, pagination: { page, ...facts(page) } } };
	});
	const read = new ScanLogRead(t.id, at(lookbackStart));
	while (!read.isComplete) await read.readPage(session);
	return read.scans.filter(({ timeMs }) => timeMs >= at(lookbackStart)).map(({ scanId }) => scanId);
}

test('scans in the very moment of the lookback start are read on over the end of a page', async () => {
	t = startTriggerTest();
	const pages = [[9, 8, 5], [5, 5, 5], [5, 4, 3], [2]];
	const found = await readLog(pages, 5, (page) => ({ has_more: page < pages.length }));

	expect(found).toEqual(['1-0', '1-1', '1-2', '2-0', '2-1', '2-2', '3-0']);
	expect(t.calls()).toBe(3);
});

test('an oldest-first log is read from the page of the lookback start to its end', async () => {
	t = startTriggerTest();
	const pages = Array.from({ length: 12 }, (_, page) => [page * 2 + 1, page * 2 + 2]);
	const found = await readLog(pages, 15, () => ({ total_pages: pages.length }));

	expect(found).toEqual(['8-0', '8-1', '9-0', '9-1', '10-0', '10-1', '11-0', '11-1', '12-0', '12-1']);
});

test('an earlier start is not served from a read that began at a later one', async () => {
	t = startTriggerTest();
	t.api.setVariants({ maxPageSize: 5 });
	const old = t.scan(20, { agoMs: 2 * HOUR, spreadMs: HOUR });
	const engine = createEngine({
		name: 'legacy',
		harness: t.harness,
		parameters: {
			...t.onlyFirst,
			options: { maxScansPerPoll: 3, includeQrCode: false },
		},
	});
	await engine.activate();
	const sent = t.scan(7, { spreadMs: 1_000 });
	t.time.advance(MINUTE);
	await engine.tick();
	await engine.change({ startFrom: 'beginning' });
	for (let poll = 0; poll < 10; poll++) {
		t.time.advance(MINUTE);
		await engine.tick();
	}

	expect(scanIds(engine.deliveredItems)).toEqual([...sent.slice(0, 3), ...old, ...sent]);
});

test.each([
	[401, 'QRCodeStack did not accept the API key'],
	[403, 'Your QRCodeStack plan does not allow this'],
])('a key that is refused for one log (%i) is not tried on the next one', async (status, headline) => {
	t = startTriggerTest({ codes: 8 });
	const engine = createEngine({ name: 'legacy', harness: t.harness, parameters: {} });
	await engine.activate();
	t.ids.forEach((qrCodeId) => t.scan(1, { qrCodeId }));
	t.api.addFaults({ kind: 'json', status, path: '/qr-codes/*/scans', times: 'always' });
	// one answer of that kind may be a slip
	await t.pollFor(engine, 1);
	expect(t.api.requests.count({ status })).toBe(1);
	t.time.advance(MINUTE);
	await expect(engine.tick()).rejects.toThrow(headline);
	expect(t.api.requests.count({ status })).toBe(2);
});

test('a place in a log that the API has forgotten (404) is no code that is gone: the log is begun anew', async () => {
	t = startTriggerTest();
	t.api.setVariants({ pagination: 'next_cursor_meta', maxPageSize: 20 });
	const engine = createEngine({
		name: 'legacy',
		harness: t.harness,
		parameters: { options: { includeQrCode: false } },
	});
	await engine.activate();
	const sent = t.scan(45);
	t.time.advance(MINUTE);
	t.onAnswer(({ query }, response) => {
		if (!query.cursor) return response;
		t.onAnswer((_request, later) => later);
		return { ...response, status: 404, body: { success: false, error: 'Unknown cursor', code: 'not_found' } };
	});
	await engine.tick();
	await t.pollFor(engine, 2);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});
