import type { VariantsInput } from '../../sandbox/variants/variants';
import { SPRING, openBench, type Answer, type Bench } from './support';

let bench: Bench;
beforeAll(async () => (bench = await openBench()));
beforeEach(() => bench.reset());
afterAll(() => bench.sandbox.close());

describe('bulk creation on Advanced', () => {
	it('answers 201 with every row by its index', async () => {
		const rows = [SPRING, { ...SPRING, name: 'Summer' }];
		const answer: Answer = await bench.advanced.post('/qr-codes/bulk', { qr_codes: rows });
		expect(answer.status).toBe(201);
		expect(answer.data.data.errors).toEqual([]);
		expect(answer.data.data.created).toMatchObject([
			{ index: 0, name: 'Spring promo' },
			{ index: 1, name: 'Summer' },
		]);
	});

	it('answers 207 when some rows fail, and creates the others', async () => {
		const rows = [SPRING, { name: 'No destination' }, SPRING];
		const answer: Answer = await bench.advanced.post('/qr-codes/bulk', { qr_codes: rows });
		expect(answer.status).toBe(207);
		expect(answer.data.data.created.map((row: { index: number }) => row.index)).toEqual([0, 2]);
		expect(answer.data.data.errors).toEqual([
			{ index: 1, error: 'destination_url: Required', code: 'validation_error' },
		]);
		expect((await bench.advanced.get('/qr-codes')).data.pagination.total).toBe(2);
	});

	it('fails the rows beyond the number of codes that the plan allows', async () => {
		bench.sandbox.api.setLimits({ account: 'advanced', qrCodeLimit: 1 });
		const answer: Answer = await bench.advanced.post('/qr-codes/bulk', { qr_codes: [SPRING, SPRING] });
		expect(answer.status).toBe(207);
		expect(answer.data.data.errors).toMatchObject([{ index: 1, code: 'qr_limit_reached' }]);
	});

	it.each([0, 501])('answers 422 to %i rows and creates none', async (count) => {
		const answer: Answer = await bench.advanced.post('/qr-codes/bulk', {
			qr_codes: Array(count).fill(SPRING),
		});
		expect(answer.status).toBe(422);
		expect((await bench.advanced.get('/qr-codes')).data.data).toEqual([]);
	});

	it('takes 500 rows as one request', async () => {
		const answer: Answer = await bench.advanced.post('/qr-codes/bulk', { qr_codes: Array(500).fill(SPRING) });
		expect(answer.data.data.created).toHaveLength(500);
		expect((await bench.advanced.get('/me')).data.data.usage.api_calls_this_month).toBe(2);
	});
});

describe('A7: the bulk answer', () => {
	const rows = [SPRING, { name: 'No destination' }, { ...SPRING, name: 'Summer' }];

	async function createMany(variants: VariantsInput): Promise<Answer> {
		bench.vary(variants);
		return bench.advanced.post('/qr-codes/bulk', { qr_codes: rows });
	}

	it('can be an array in the order of the request', async () => {
		const answer = await createMany({ bulkAnswer: 'array' });
		expect(answer.status).toBe(207);
		expect(answer.data.data).toMatchObject([
			{ name: 'Spring promo' },
			{ success: false, code: 'validation_error' },
			{ name: 'Summer' },
		]);
	});

	it('can leave the index out', async () => {
		const { created, errors } = (await createMany({ bulkAnswer: 'no_index' })).data.data;
		expect([created.length, errors.length]).toEqual([2, 1]);
		for (const row of [...created, ...errors]) expect(row).not.toHaveProperty('index');
	});

	it.each([
		['reject_naming_rows', [{ index: 1, error: 'destination_url: Required', code: 'validation_error' }]],
		['reject_unnamed', undefined],
	] as const)('can be one 422 for all: %s', async (bulkAnswer, errors) => {
		const answer = await createMany({ bulkAnswer });
		expect(answer.status).toBe(422);
		expect(answer.data.errors).toEqual(errors);
		expect((await bench.advanced.get('/qr-codes')).data.data).toEqual([]);
	});
});
