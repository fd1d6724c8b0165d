import { createHarness } from '../../../support/harness';
import { failureOf, guardNetwork, ok, refusal, rows, serve, type Reply } from '../../../support/mockApi';

const harness = createHarness();
guardNetwork();

const byId = { __rl: true, mode: 'id', value: 'q1' };
const ACCOUNT = { resource: 'account', operation: 'get' };
const GET = { resource: 'qrCode', operation: 'get', qrCodeId: byId };
const DELETE = { resource: 'qrCode', operation: 'delete', qrCodeId: byId };
const UPDATE = { resource: 'qrCode', operation: 'update', qrCodeId: byId, updateFields: { name: 'New' } };
const ANALYTICS = { resource: 'qrCode', operation: 'getAnalytics', qrCodeId: byId };
const LIST = { resource: 'qrCode', operation: 'getAll', returnAll: true };
const SCANS = { resource: 'scan', operation: 'getAll', qrCodeId: byId, returnAll: true };

const jsonOf = async (parameters: typeof GET | typeof LIST) =>
	(await harness.execute(parameters)).map(({ json }) => json);

describe('A1: the envelope', () => {
	test('{success, data} is taken off', async () => {
		serve(ok({ id: 'q1', name: 'A' }));
		expect(await jsonOf(GET)).toEqual([{ id: 'q1', name: 'A' }]);
	});

	test('a bare object is the object itself', async () => {
		serve({ body: { id: 'q1', name: 'A' } });
		expect(await jsonOf(GET)).toEqual([{ id: 'q1', name: 'A' }]);
	});

	test('a bare object that happens to have a field "data" is left whole', async () => {
		serve({ body: { id: 'q1', data: { vcard: 'BEGIN' } } });
		expect(await jsonOf(GET)).toEqual([{ id: 'q1', data: { vcard: 'BEGIN' } }]);
	});

	test('{data} without success is taken off as well', async () => {
		serve({ body: { data: { id: 'q1' } } });
		expect(await jsonOf(GET)).toEqual([{ id: 'q1' }]);
	});

	test('a bare array is the list itself', async () => {
		serve({ body: [{ id: 'q1' }, { id: 'q2' }] });
		expect(await jsonOf(LIST)).toEqual([{ id: 'q1' }, { id: 'q2' }]);
	});

	test('an empty 204 on DELETE is a success', async () => {
		serve({ status: 204 });
		expect(await jsonOf(DELETE)).toEqual([{ deleted: true, id: 'q1' }]);
	});

	test('an empty 204 on PATCH is a success that shows what was sent', async () => {
		serve({ status: 204 });
		expect(await jsonOf(UPDATE)).toEqual([{ id: 'q1', updated: true, name: 'New' }]);
	});

	test.each([
		['GET', GET],
		['DELETE', DELETE],
		['PATCH', UPDATE],
		['a list', LIST],
	])('success:false under a 200 is a refusal, on %s', async (_, parameters) => {
		const calls = serve({ body: { success: false, error: 'Not today', code: 'closed' } });

		const failure = await failureOf(harness.execute(parameters));

		expect(failure.message).toBe('QRCodeStack refused the call');
		expect(failure.description).toContain('QRCodeStack says: "Not today" (closed)');
		expect(calls).toHaveLength(1);
	});

	test.each([
		['nothing', { status: 200, body: '' }],
		['null', { status: 200, body: 'null', headers: { 'Content-Type': 'application/json' } }],
		['a list', ok([])],
		['a text in the envelope', ok('hello')],
	] as Array<[string, Reply]>)(
		'%s in place of an object is said to be of an unknown form',
		async (_, reply) => {
			serve(reply);

			const failure = await failureOf(harness.execute(ACCOUNT));

			expect(failure.message).toBe('The answer from QRCodeStack has an unknown form');
		},
	);
});

describe('A3: a QR code', () => {
	test('with unknown, nested and null fields is put out whole', async () => {
		const code = { id: 7, brand_new: { deep: [1, null] }, deleted_at: null, total_scans: 3 };
		serve(ok(code));
		expect(await jsonOf(GET)).toEqual([code]);
	});

	test('with nothing but its ID is enough, also in a list', async () => {
		serve(ok([{ id: 'q1' }]));
		expect(await jsonOf(LIST)).toEqual([{ id: 'q1' }]);
	});

	test('field called "__proto__" changes no other object', async () => {
		serve({
			body: '{"success":true,"data":{"id":"q1","__proto__":{"polluted":true}}}',
			headers: { 'Content-Type': 'application/json' },
		});

		await harness.execute(GET);

		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});

describe('A4: a scan', () => {
	test.each([
		['no ID', { scanned_at: '2026-11-22T08:00:00Z', city: 'Oslo' }],
		['another name for its time', { id: 's1', occurred_at: '2026-11-22T08:00:00.123Z' }],
		['unknown fields', { id: 's1', campaign: { x: 1 } }],
	])('with %s is put out as it came', async (_, scan) => {
		serve(ok([scan]));
		expect(await jsonOf(SCANS)).toEqual([scan]);
	});
});

describe('A5: the order of scans', () => {
	test.each([
		['newest first', ['2026-11-22T09:00:00Z', '2026-11-22T08:00:00Z']],
		['oldest first', ['2026-11-22T08:00:00Z', '2026-11-22T09:00:00Z']],
	])('%s is put out as the API has it', async (_, times) => {
		serve(ok(times.map((scanned_at) => ({ scanned_at }))));
		expect((await jsonOf(SCANS)).map((scan) => scan.scanned_at)).toEqual(times);
	});
});

describe('A6: a late scan', () => {
	test('that moves every row down while pages are read repeats no row, and does not end the read', async () => {
		const facts = { pagination: { page: 1, limit: 100, total: 150, total_pages: 2 } };
		const first = rows(100);
		const second = [...rows(1, 100), ...rows(50, 101)];
		serve(ok(first, facts), ok(second, { pagination: { ...facts.pagination, page: 2 } }));

		expect(await jsonOf(SCANS)).toHaveLength(150);
	});
});

describe('what the API says about a refusal', () => {
	test.each<[string, object, string[]]>([
		['the documented form', { error: 'Bad URL', code: 'invalid_url' }, ['"Bad URL"', '(invalid_url)']],
		['a field', { error: 'Bad URL', code: 'x', field: 'destination_url' }, ['Field: destination_url.']],
		['a path', { error: 'Bad', path: ['qr_codes', 3, 'name'] }, ['Field: qr_codes.3.name.']],
		[
			'a nested object',
			{ error: { message: 'Nested', code: 'n', param: 'name' } },
			['"Nested"', '(n)', 'name'],
		],
		['a message', { message: 'Plain message' }, ['"Plain message"']],
		['an array of objects', { errors: [{ message: 'First', field: 'name' }] }, ['"First"', 'Field: name.']],
		['an array of texts', { errors: ['Only a text'] }, ['"Only a text"']],
		['errors by field', { errors: { name: ['Too long'] } }, ['"Too long"', 'Field: name.']],
		['nothing at all', {}, ['Correct the values and run this again.']],
		[
			'numbers in place of texts',
			{ error: 5, code: 7, field: 9 },
			['Correct the values and run this again.'],
		],
		['empty texts', { error: ' ', code: '' }, ['Correct the values and run this again.']],
	])('is quoted from %s', async (_, body, expected) => {
		serve({ status: 422, body: { success: false, ...body } });

		const failure = await failureOf(harness.execute(UPDATE));

		expect(failure.message).toBe('QRCodeStack did not accept the values');
		for (const text of expected) expect(failure.description).toContain(text);
		expect(failure.description).not.toMatch(/undefined|null|\[object/);
	});

	test.each([
		['a code', { resource: 'qrCode', operation: 'get', qrCodeId: 'q1' }],
		[
			'many codes',
			{ resource: 'qrCode', operation: 'createMany', name: 'A', destinationUrl: 'https://a.example' },
		],
	])('nested without end is not read, and the call for %s ends in our words', async (_, parameters) => {
		const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
		serve({
			status: 422,
			headers: { 'content-type': 'application/json' },
			body: `{"success":false,"error":${deep},"errors":[{"index":0,"error":${deep}}]}`,
		});

		const failure = await failureOf(harness.execute(parameters));

		expect(failure.message).toBe('QRCodeStack did not accept the values');
	});

	test('is cut, in one line and without markup', async () => {
		serve(refusal(422, `<b>Long</b>\n${'x'.repeat(5_000)}`));

		const failure = await failureOf(harness.execute(UPDATE));

		expect(failure.description).not.toMatch(/[<>\n]/);
		expect(failure.description?.length).toBeLessThan(700);
	});

	test.each(['ECONNREFUSED', 'EEXIST: preexisting', 'getaddrinfo'])(
		'never makes n8n rewrite our headline, not even "%s"',
		async (text) => {
			serve(refusal(422, text, text));

			const failure = await failureOf(harness.execute(UPDATE));

			expect(failure.message).toBe('QRCodeStack did not accept the values');
			expect(failure.description).toContain(text);
		},
	);

	test.each([
		[401, 'QRCodeStack did not accept the API key', 'credential-invalid'],
		[403, 'Your QRCodeStack plan does not allow this', 'configuration-invalid'],
		[404, 'QRCodeStack could not find this QR code', 'configuration-invalid'],
		[422, 'QRCodeStack did not accept the values', 'configuration-invalid'],
		[409, 'QRCodeStack refused the call (HTTP 409)', 'configuration-invalid'],
	])('under a %i has the headline "%s"', async (status, headline, cause) => {
		serve(refusal(status));

		const failure = await failureOf(harness.execute(ANALYTICS));

		expect(failure.message).toBe(headline);
		expect(failure.failure).toEqual({ cause });
		expect(failure.name).toBe('NodeApiError');
	});
});
