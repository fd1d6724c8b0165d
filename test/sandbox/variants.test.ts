import type { VariantsInput } from '../../sandbox/variants/variants';
import { SPRING, createCode, idsOf, openBench, type Answer, type Bench } from './support';

let bench: Bench;
beforeAll(async () => (bench = await openBench()));
beforeEach(() => bench.reset());
afterAll(() => bench.sandbox.close());

describe('A1: the envelope', () => {
	it('can be missing around objects, and around lists that need no paging facts', async () => {
		const code = await createCode(bench.advanced);
		bench.vary({ envelope: 'bare' });
		expect((await bench.advanced.get(`/qr-codes/${code.id}`)).data).toEqual(code);
		expect((await bench.listCodes()).data).toEqual([code]);
		expect((await bench.advanced.get('/qr-codes/none')).data).toMatchObject({
			success: false,
			code: 'not_found',
		});
	});

	it('leaves the cursor beside the data when it is missing', async () => {
		const code = await createCode(bench.advanced);
		bench.vary({ envelope: 'bare', pagination: 'next_cursor_top' });
		expect((await bench.listCodes()).data).toEqual({ data: [code], next_cursor: null });
	});

	it.each([
		['204' as const, 204],
		['empty200' as const, 200],
	])('can be replaced by nothing on DELETE: %s', async (deleteAnswer, status) => {
		const code = await createCode(bench.advanced);
		bench.vary({ deleteAnswer });
		const answer: Answer = await bench.advanced.delete(`/qr-codes/${code.id}`);
		expect([answer.status, answer.data]).toEqual([status, '']);
		expect((await bench.advanced.get(`/qr-codes/${code.id}`)).status).toBe(404);
	});
});

describe('A3: the QR code', () => {
	it('can consist of its id alone', async () => {
		const { id } = await createCode(bench.advanced);
		bench.vary({ codeFields: 'id_only' });
		expect((await bench.advanced.get(`/qr-codes/${id}`)).data.data).toEqual({ id });
	});

	it('can carry fields nobody has heard of', async () => {
		bench.vary({ extraFields: true });
		expect(await createCode(bench.advanced)).toMatchObject({ tags: ['sandbox'], folder: { id: 7 } });
	});

	it.each([
		['scan_count', { scan_count: 2 }],
		['total_scans', { total_scans: 2 }],
		['scans', { scans: 2 }],
		['none', {}],
		['stale', { scan_count: 0 }],
	] as const)('can count its scans as: %s', async (scanCounter, expected) => {
		const { id } = await createCode(bench.advanced);
		bench.sandbox.api.addScans({ qrCodeId: id, count: 2 });
		bench.vary({ scanCounter });
		const { scan_count, total_scans, scans } = (await bench.advanced.get(`/qr-codes/${id}`)).data.data;
		expect(JSON.parse(JSON.stringify({ scan_count, total_scans, scans }))).toEqual(expected);
	});

	it('can stay in the list after its deletion', async () => {
		const code = await createCode(bench.advanced);
		await bench.advanced.delete(`/qr-codes/${code.id}`);
		bench.vary({ listDeleted: true });
		expect((await bench.listCodes()).data.data).toEqual([{ ...code, deleted_at: expect.any(String) }]);
	});
});

describe('A4 and A5: the scan log', () => {
	async function readScans(variants: VariantsInput): Promise<Array<Record<string, unknown>>> {
		const { id } = await createCode(bench.advanced);
		bench.sandbox.api.addScans({ qrCodeId: id, count: 3, fromMs: 1500, toMs: 3500 });
		bench.vary(variants);
		return (await bench.advanced.get(`/qr-codes/${id}/scans`)).data.data;
	}

	it('can leave the ids out', async () => {
		const scans = await readScans({ scanIds: false });
		expect(scans).toHaveLength(3);
		for (const scan of scans) expect(scan).not.toHaveProperty('id');
	});

	it.each(['created_at', 'timestamp', 'occurred_at'] as const)('can call the time %s', async (field) => {
		const [newest] = await readScans({ scanTimeField: field });
		expect(newest).toHaveProperty(field, '1970-01-01T00:00:03.500Z');
		expect(newest).not.toHaveProperty('scanned_at');
	});

	it('can cut times to whole seconds', async () => {
		const scans = await readScans({ scanTimePrecision: 's' });
		expect(scans.map((scan) => scan.scanned_at)).toEqual([
			'1970-01-01T00:00:03Z',
			'1970-01-01T00:00:02Z',
			'1970-01-01T00:00:01Z',
		]);
	});

	it('can start with the oldest', async () => {
		const scans = await readScans({ scanOrder: 'oldest_first' });
		expect(scans.map((scan) => Date.parse(String(scan.scanned_at)))).toEqual([1500, 2500, 3500]);
	});

	it('can lead from the oldest on by cursor', async () => {
		const { id } = await createCode(bench.advanced);
		bench.sandbox.api.addScans({ qrCodeId: id, count: 3, fromMs: 1000 });
		bench.vary({ scanOrder: 'oldest_first', pagination: 'next_cursor_top' });
		const path = `/qr-codes/${id}/scans`;
		const first: Answer = await bench.advanced.get(path, { params: { limit: 2 } });
		const cursor = first.data.next_cursor;
		const second: Answer = await bench.advanced.get(path, { params: { limit: 2, cursor } });
		const ids = idsOf([...first.data.data, ...second.data.data]);
		expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
		expect(second.data.next_cursor).toBeNull();
	});
});

describe('a 422', () => {
	const message = 'must be an http or https URL';
	it.each([
		['message', {}],
		['field', { field: 'destination_url' }],
		['errors_array', { errors: [{ field: 'destination_url', message }] }],
		['errors_object', { errors: { destination_url: [message] } }],
	] as const)('can name the field as: %s', async (validationErrors, members) => {
		bench.vary({ validationErrors });
		const answer: Answer = await bench.advanced.post('/qr-codes', { ...SPRING, destination_url: 'shop' });
		expect(answer.data).toEqual({
			success: false,
			error: `destination_url: ${message}`,
			code: 'validation_error',
			...members,
		});
	});
});
