import { Readable } from 'node:stream';

import { getQrCode, listQrCodes, type Endpoint } from '../../../../nodes/shared/api/endpoints';
import { openSession } from '../../../../nodes/shared/http/session';
import { sendRequest } from '../../../../nodes/shared/http/sendRequest';
import { forgetTriggerMemories } from '../../../../nodes/QrCodeStackTrigger/memory';
import { ACTION, createHarness } from '../../../support/harness';
import { failureOf, guardNetwork, ok, serve, type Reply } from '../../../support/mockApi';
import { measureLongestStretch } from '../../../support/stretches';

const harness = createHarness();
guardNetwork();
beforeEach(forgetTriggerMemories);

const json = (body: string): Reply => ({ body, headers: { 'Content-Type': 'application/json' } });
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const LIST = { resource: 'qrCode', operation: 'getAll', returnAll: true };
const GET = { resource: 'qrCode', operation: 'get', qrCodeId: byId('q1') };

/** A session whose calls are answered with these pieces of a body, as the host streams them. */
async function sessionAnsweredBy(pieces: (call: number) => Iterable<Uint8Array>) {
	const context = harness.executeContext(harness.makeNode(ACTION));
	let calls = 0;
	jest.spyOn(context.helpers, 'httpRequestWithAuthentication').mockImplementation(async () => ({
		statusCode: 200,
		headers: {},
		body: Readable.from(pieces(calls++), { objectMode: true, highWaterMark: 1 }),
	}));
	return await openSession(context, { maxWaitMs: 0 });
}

describe('an answer of a few megabytes that would keep the process busy for seconds', () => {
	/** The bar for everything in a process that other workflows share, on a machine that does nothing else. */
	const LONGEST_STRETCH_MS = 250;
	const MAX_HEAP_BYTES = 300_000_000;
	const PIECE = 10_000;
	const join = (count: number, entry: (index: number) => string, first = 0) =>
		Array.from({ length: count }, (_, index) => entry(first + index)).join(',');
	/** Pieces of a text, each made when it is asked for: `count` entries between an opening and a closing. */
	function* listOf(count: number, entry: (index: number) => string, [open, close] = ['[', ']']) {
		yield Buffer.from(open!);
		for (let first = 0; first < count; first += PIECE) {
			yield Buffer.from((first > 0 ? ',' : '') + join(Math.min(PIECE, count - first), entry, first));
		}
		yield Buffer.from(close!);
	}
	/** What else the machine does can only make a stretch longer. */
	const measureBestOf = async (work: () => Promise<void>): Promise<number> => {
		let bestMs = Number.POSITIVE_INFINITY;
		for (let tries = 0; tries < 3 && bestMs >= LONGEST_STRETCH_MS; tries++) {
			bestMs = (await measureLongestStretch(work)).longestMs;
		}
		return bestMs;
	};
	const zeros = `[${join(90_000, () => '0')}]`;

	test.each<[string, Endpoint, () => Iterable<Buffer>]>([
		['a list of two million zeros', listQrCodes(), () => listOf(2_000_000, () => '0', ['{"data":[', ']}'])],
		['a list of 1.5 million IDs', listQrCodes(), () => listOf(1_500_000, (n) => `{"id":${n}}`)],
		[
			'an object of two million names',
			listQrCodes(),
			() => listOf(2_000_000, (n) => `"k${n}":0`, ['{', '}']),
		],
		['a code of 300,000 names', getQrCode('q1'), () => listOf(300_000, (n) => `"${n}":0`, ['{', '}'])],
		['lists of zeros in a list', listQrCodes(), () => [Buffer.from(`[${join(23, () => zeros)}]`)]],
	])('is refused: %s', async (_, endpoint, pieces) => {
		const session = await sessionAnsweredBy(pieces);
		const heapBefore = process.memoryUsage().heapUsed;

		const longestMs = await measureBestOf(async () => {
			const outcome = await sendRequest(session, endpoint).then(
				() => 'read',
				(error: Error) => error.message,
			);
			expect(outcome).toBe('The answer from QRCodeStack could not be read');
		});

		expect(longestMs).toBeLessThan(LONGEST_STRETCH_MS);
		expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(MAX_HEAP_BYTES);
	});

	test.each<[string, () => string]>([
		['99,000 zeros', () => `[${join(99_000, () => '0')}]`],
		['99,000 rows', () => `[${join(99_000, (n) => `{"id":${n}}`)}]`],
		['twenty lists of zeros', () => `[${join(20, () => zeros)}]`],
	])('is read without a halt as long as it is within bounds: %s', async (_, text) => {
		const bytes = Buffer.from(text());
		const session = await sessionAnsweredBy(() => [bytes]);

		const longestMs = await measureBestOf(async () =>
			expect((await sendRequest(session, listQrCodes())).data).toEqual(expect.any(Array)),
		);

		expect(longestMs).toBeLessThan(LONGEST_STRETCH_MS);
	});
});

test('an object is not read beyond two megabytes, a list is', async () => {
	const long = `"${'x'.repeat(900_000)}"`;
	const text = Buffer.from(`[${long},${long},${long}]`);
	const session = await sessionAnsweredBy(() => [text]);

	await failureOf(sendRequest(session, getQrCode('q1')));
	expect((await sendRequest(session, listQrCodes())).data).toHaveLength(3);
});

test('large answers under way at once wait for room, so that together they hold no more than 50 MB', async () => {
	const ANSWERS = 8;
	const PIECES = 20;
	const MEGABYTE = 1_000_000;
	const row = `"${'x'.repeat(MEGABYTE - 3)}"`;
	const first = Buffer.from(`[${row}`);
	const next = Buffer.from(`,${row}`);
	const held = new Map<number, number>();
	let most = 0;
	const session = await sessionAnsweredBy(function* (call) {
		for (let piece = 0; piece < PIECES; piece++) {
			held.set(call, (held.get(call) ?? 0) + MEGABYTE);
			most = Math.max(
				most,
				[...held.values()].reduce((sum, bytes) => sum + bytes, 0),
			);
			yield piece === 0 ? first : next;
		}
		yield Buffer.from(']');
	});
	let call = 0;
	const send = async () => {
		const own = call++;
		const { data } = await sendRequest(session, listQrCodes());
		held.delete(own);
		return (data as unknown[]).length;
	};

	const lengths = await Promise.all(Array.from({ length: ANSWERS }, send));

	expect(lengths).toEqual(new Array(ANSWERS).fill(PIECES));
	// two whole answers, and the first piece or two of the others that wait
	expect(most).toBeLessThanOrEqual((2 * PIECES + 2 * ANSWERS) * MEGABYTE);
});

describe('numbers beyond 2^53 keep every digit', () => {
	const ID = '9007199254740993';

	test('in the output of Get, texts that look like numbers unchanged', async () => {
		serve(
			json(`{"success":true,"data":{"id":${ID},"count":5,"ref":"${ID}","list":[-12345678901234567890]}}`),
		);

		const [item] = await harness.execute(GET);

		expect(item?.json).toEqual({ id: ID, count: 5, ref: ID, list: ['-12345678901234567890'] });
	});

	test('on the way from a list into the path of an update', async () => {
		const calls = serve(
			json(`{"success":true,"data":[{"id":${ID},"short_url":"https://s.example/1"}]}`),
			ok({ id: 1 }),
		);

		await harness.execute({
			...GET,
			operation: 'update',
			qrCodeId: byId('https://s.example/1'),
			updateFields: { name: 'B' },
		});

		expect(calls[1]).toMatchObject({ method: 'PATCH', path: `/qr-codes/${ID}` });
	});

	test('in the scans of the trigger, none of which is taken for another', async () => {
		const ids = [0, 1, 2, 3].map((n) => String(BigInt(ID) + BigInt(n)));
		const scans = ids.map((id, n) => `{"id":${id},"scanned_at":"2026-11-22T07:00:0${n}Z"}`);
		serve(
			ok({ plan: 'advanced', usage: { api_calls_monthly_limit: 100_000 } }),
			json(`[${scans.join(',')}]`),
			ok({ id: 'q1' }),
		);
		const { poll } = harness.poller({ watch: 'one', qrCodeId: byId('q1'), startFrom: 'beginning' });

		const items = await poll();

		expect(items?.map(({ json: { scanId } }) => scanId)).toEqual(ids);
	});

	test('in lists that Get Many reads', async () => {
		serve(json(`[{"id":${ID}},{"id":9007199254740995}]`));

		expect((await harness.execute(LIST)).map(({ json: { id } }) => id)).toEqual([ID, '9007199254740995']);
	});
});
