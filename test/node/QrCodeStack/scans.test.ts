import type { INodeParameters } from 'n8n-workflow';

import { TOOL } from '../../support/harness';
import { failureOf } from '../../support/mockApi';
import { DIALECTS, runOnAccount, type CodeWithScans } from '../../support/scanAccount';

const many = (more: INodeParameters): INodeParameters => ({
	resource: 'scan',
	operation: 'getAll',
	returnAll: true,
	...more,
});
const DAY_MS = 24 * 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 30, 12);
const WEEK_AGO = '2026-11-23T00:00:00';

/** A code with scans at these moments, the newest first. */
const code = (id: string, timesMs: number[], facts: object = {}, scan: object = {}): CodeWithScans => ({
	code: {
		id,
		name: `Code ${id}`,
		short_url: `https://qrs.example/${id}`,
		destination_url: `https://shop.example/${id}`,
		scan_count: timesMs.length,
		...facts,
	},
	scans: timesMs.map((ms, index) => ({
		id: `${id}-${timesMs.length - index}`,
		qr_code_id: id,
		scanned_at: new Date(ms).toISOString(),
		country: 'DE',
		device: 'mobile',
		...scan,
	})),
});
const hourly = (count: number, newestMs = NOW_MS) =>
	Array.from({ length: count }, (_, index) => newestMs - index * 3_600_000);

const idsOf = (rows: object[]) => rows.map((row) => (row as { id: string }).id);

test('1,000 codes of which 40 were ever scanned take 10 calls for the list and 40 for the logs', async () => {
	const codes = Array.from({ length: 1000 }, (_, index) =>
		code(`q${index}`, index % 25 === 0 ? hourly(3) : []),
	);
	const run = await runOnAccount({ codes }, many({ scansOf: 'all', filters: { after: WEEK_AGO } }));
	expect(run.rows).toHaveLength(120);
	expect([run.listCalls, run.logCalls]).toEqual([10, 40]);
	expect(run.hints).toContain('1,000 QR codes and 120 scans were looked at, with 50 API calls.');
});

test.each(DIALECTS)(
	'a log of 5,000 scans, paged by %s, is read only as far back as Scanned After',
	async (dialect) => {
		const codes = [code('q1', hourly(5000))];
		const run = await runOnAccount(
			{ codes, dialect },
			many({ scansOf: 'all', filters: { after: '2026-11-20T12:00:00' } }),
		);
		expect(run.rows).toHaveLength(241);
		expect(run.logCalls).toBeLessThanOrEqual(4);
	},
);

test.each(DIALECTS)(
	'in a log that begins with its oldest scan, paged by %s, the same scans are found',
	async (dialect) => {
		const codes = [code('q1', hourly(1500))];
		const run = await runOnAccount(
			{ codes, dialect, order: 'oldestFirst' },
			many({ scansOf: 'all', filters: { after: '2026-11-20T12:00:00' } }),
		);
		expect(new Set(idsOf(run.rows)).size).toBe(241);
		expect(run.rows).toHaveLength(241);
	},
);

test('scans of several codes name their code; what it costs nothing to know is always there', async () => {
	const run = await runOnAccount(
		{ codes: [code('q1', [NOW_MS]), code('q2', [NOW_MS], { name: undefined })] },
		many({ scansOf: 'all' }),
	);
	expect(run.rows).toEqual([
		expect.objectContaining({
			id: 'q1-1',
			qrCode: {
				id: 'q1',
				name: 'Code q1',
				shortUrl: 'https://qrs.example/q1',
				destinationUrl: 'https://shop.example/q1',
			},
		}),
		expect.objectContaining({ id: 'q2-1', qrCode: expect.objectContaining({ id: 'q2', name: null }) }),
	]);
});

test('Include QR Code leaves the code out, and adds it to the scans of one code for one call more', async () => {
	const codes = [code('q1', [NOW_MS])];
	const without = await runOnAccount({ codes }, many({ scansOf: 'all', options: { includeQrCode: false } }));
	expect(without.rows[0]).not.toHaveProperty('qrCode');

	const qrCodeId = { __rl: true, mode: 'id', value: 'q1' };
	const one = await runOnAccount({ codes }, many({ qrCodeId }));
	expect([one.rows[0]?.qrCode, one.calls]).toEqual([undefined, ['/qr-codes/q1/scans']]);
	const named = await runOnAccount({ codes }, many({ qrCodeId, options: { includeQrCode: true } }));
	expect(named.rows[0]?.qrCode).toMatchObject({ id: 'q1', name: 'Code q1' });
	expect(named.calls).toEqual(['/qr-codes/q1', '/qr-codes/q1/scans']);
});

test('Simplified keeps the code beside the short form of the scan', async () => {
	const run = await runOnAccount(
		{ codes: [code('q1', [NOW_MS], {}, { ip_hash: 'x' })] },
		many({ scansOf: 'all', output: 'simplified' }),
	);
	expect(run.rows[0]).toMatchObject({ id: 'q1-1', country: 'DE', qrCode: { id: 'q1' } });
	expect(run.rows[0]).not.toHaveProperty('ip_hash');
});

test('a member of the API that is called qrCode is kept', async () => {
	const run = await runOnAccount(
		{ codes: [code('q1', [NOW_MS], {}, { qrCode: 'theirs' })] },
		many({ scansOf: 'all' }),
	);
	expect(run.rows[0]).toMatchObject({ qrCode: { id: 'q1' }, raw: { qrCode: 'theirs' } });
});

test('the codes that fit the filters are read, and no other', async () => {
	const codes = [
		code('q1', [NOW_MS], { name: 'Spring poster' }),
		code('q2', [NOW_MS], { name: 'Menu' }),
		code('q3', [NOW_MS], { name: 'spring flyer' }),
	];
	const run = await runOnAccount(
		{ codes },
		many({ scansOf: 'matching', qrCodeFilters: { nameStartsWith: 'Spring' } }),
	);
	expect(idsOf(run.rows)).toEqual(['q1-1', 'q3-1']);
	expect(run.calls).toEqual(['/qr-codes', '/qr-codes/q1/scans', '/qr-codes/q3/scans']);
});

test('a few selected codes are read one by one, many are picked from the list', async () => {
	const codes = Array.from({ length: 30 }, (_, index) => code(`q${index}`, [NOW_MS]));
	const few = await runOnAccount({ codes }, many({ scansOf: 'selected', qrCodeIds: ['q3', 'q1', 'q3'] }));
	expect(idsOf(few.rows)).toEqual(['q3-1', 'q1-1']);
	expect(few.listCalls).toBe(0);
	const qrCodeIds = codes.slice(0, 20).map((each) => each.code.id);
	const more = await runOnAccount({ codes }, many({ scansOf: 'selected', qrCodeIds }));
	expect(more.rows).toHaveLength(20);
	expect([more.listCalls, more.logCalls]).toEqual([1, 20]);
});

test('selected codes may be given as links', async () => {
	const codes = [code('q1', [NOW_MS]), code('q2', [NOW_MS])];
	const run = await runOnAccount(
		{ codes },
		many({ scansOf: 'selected', qrCodeIds: '={{ "https://qrs.example/q2" }}' }),
	);
	expect(idsOf(run.rows)).toEqual(['q2-1']);
});

test("moments are meant in the workflow's time zone: after includes, before does not", async () => {
	const midnightMs = Date.UTC(2026, 10, 22, 23);
	const codes = [code('q1', [midnightMs + DAY_MS, midnightMs + DAY_MS - 1, midnightMs, midnightMs - 1])];
	const run = await runOnAccount(
		{ codes, timeZone: 'Europe/Berlin' },
		many({ scansOf: 'all', filters: { after: WEEK_AGO, before: '2026-11-24T00:00:00' } }),
	);
	expect(idsOf(run.rows)).toEqual(['q1-3', 'q1-2']);
});

test.each<[INodeParameters, string[]]>([
	[{ country: ['DE'] }, ['de-1', 'long-1']],
	[{ country: '={{ "Deutschland, fr" }}' }, ['de-1', 'fr-1', 'long-1']],
	[{ device: ['mobile'] }, ['de-1', 'fr-1']],
	[{ device: ['desktop'], country: ['DE'] }, ['long-1']],
	[{ before: '2026-11-30T12:00:00' }, []],
])('the filters %j find what fits all of them', async (filters, expected) => {
	const codes = [
		code('de', [NOW_MS]),
		code('fr', [NOW_MS], {}, { country: 'France', device: 'Smartphone' }),
		code('long', [NOW_MS], {}, { country: 'Germany', device: 'PC' }),
		code('none', [NOW_MS], {}, { country: null, device: null }),
	];
	const run = await runOnAccount({ codes }, many({ scansOf: 'all', filters }));
	expect(idsOf(run.rows)).toEqual(expected);
});

test.each<[INodeParameters, string]>([
	[{ scansOf: 'matching' }, 'QR Code Filters is empty'],
	[
		{ scansOf: 'matching', qrCodeFilters: { nameStartsWith: '={{ $json.missing }}' } },
		'Name Starts With is empty',
	],
	[{ scansOf: 'selected', qrCodeIds: [] }, 'QR Code Names or IDs is empty'],
	[{ scansOf: 'every' }, 'Scans Of must be one, selected, matching or all'],
	[{ scansOf: 'all', filters: { after: '' } }, 'Scanned After is empty'],
	[{ scansOf: 'all', filters: { country: [] } }, 'Country is empty'],
	[{ scansOf: 'all', filters: { country: ['Germny'] } }, 'Country names no country that there is'],
	[
		{ scansOf: 'all', filters: { after: WEEK_AGO, before: WEEK_AGO } },
		'Nothing lies between Scanned After and Scanned Before',
	],
])('%j is refused before any call', async (parameters, message) => {
	const onCall = () => {
		throw new Error('no call was to be made');
	};
	const failure = await failureOf(runOnAccount({ codes: [], onCall }, many(parameters)));
	expect(failure.message).toBe(message);
});

test('with a limit, no log is read that is not needed, and that is told', async () => {
	const codes = Array.from({ length: 20 }, (_, index) => code(`q${index}`, hourly(30)));
	const run = await runOnAccount({ codes }, many({ scansOf: 'all', returnAll: false, limit: 50 }));
	expect(run.rows).toHaveLength(50);
	expect(run.logCalls).toBe(2);
	expect(run.hints).toContain('The limit was reached before the scans of 18 more QR codes were read.');
});

test('a code that was deleted since the list was read is told of, and the others are there', async () => {
	const gone = code('q2', [NOW_MS]);
	const codes = [code('q1', [NOW_MS]), gone, code('q3', [NOW_MS])];
	const onCall = (path: string) => {
		if (path.endsWith('/scans')) gone.code.deleted_at = '2026-11-30T12:00:00Z';
	};
	const run = await runOnAccount({ codes, onCall }, many({ scansOf: 'all' }));
	expect(idsOf(run.rows)).toEqual(['q1-1', 'q3-1']);
	expect(run.hints).toContain('One QR code was deleted meanwhile, so its scans are not there.');
});

test('a selected code that is not there fails the item: its figures would be missing', async () => {
	const run = runOnAccount(
		{ codes: [code('q1', [NOW_MS])] },
		many({ scansOf: 'selected', qrCodeIds: ['q1', 'q9'] }),
	);
	expect((await failureOf(run)).message).toContain('could not find');
});

test('so does one whose log alone is asked for, and is not there', async () => {
	const run = runOnAccount(
		{ codes: [code('q1', [NOW_MS])] },
		many({ scansOf: 'selected', qrCodeIds: ['q1', 'q9'], options: { includeQrCode: false } }),
	);
	expect((await failureOf(run)).message).toContain('could not find');
});

test('a code that shows no counter is read: it may have scans', async () => {
	const codes = [code('q1', [NOW_MS], { scan_count: undefined }), code('q2', [NOW_MS], { scan_count: 0 })];
	const run = await runOnAccount({ codes }, many({ scansOf: 'all' }));
	expect(idsOf(run.rows)).toEqual(['q1-1']);
	expect(run.logCalls).toBe(1);
});

test('scans that come in while a long log is read are not counted twice', async () => {
	const busy = code('q1', hourly(450));
	let calls = 0;
	const onCall = (path: string) => {
		if (!path.endsWith('/scans') || calls++ === 0) return;
		busy.scans.unshift(...code(`new${calls}`, [NOW_MS + calls, NOW_MS + calls - 0.5]).scans);
	};
	const run = await runOnAccount(
		{ codes: [busy], onCall, dialect: 'hasMore' },
		many({ scansOf: 'all', filters: { after: '2026-11-01T00:00:00' } }),
	);
	const ids = idsOf(run.rows);
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids).toHaveLength(450);
});

test('a model that asks for the scans of too many codes is refused before any log is read', async () => {
	const codes = Array.from({ length: 300 }, (_, index) => code(`q${index}`, [NOW_MS]));
	const run = await runOnAccount(
		{ codes },
		{ resource: 'scan', operation: 'getAll', scansOf: 'all', limit: 20, filters: { after: WEEK_AGO } },
		{ type: TOOL },
	);
	expect(JSON.stringify(run.rows)).toContain('This question would take more than 200 API calls');
	expect(run.logCalls).toBe(0);
});
