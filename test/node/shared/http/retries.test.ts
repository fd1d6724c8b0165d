import { createHarness } from '../../../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve, tooMany } from '../../../support/mockApi';

const harness = createHarness();
const guard = guardNetwork();

const GET = { resource: 'account', operation: 'get' };
const CREATE = {
	resource: 'qrCode',
	operation: 'create',
	name: 'Spring promo',
	destinationUrl: 'https://shop.example.com',
};
const UPDATE = {
	resource: 'qrCode',
	operation: 'update',
	qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
	updateFields: { name: 'New' },
};
const DELETE = { resource: 'qrCode', operation: 'delete', qrCodeId: { __rl: true, mode: 'id', value: 'q1' } };
const HTML = { status: 200, body: '<html>Bad gateway</html>', headers: { 'Content-Type': 'text/html' } };
const TRUNCATED = {
	status: 200,
	body: '{"success":true,"data":{"id":"q1"',
	headers: { 'Content-Type': 'application/json' },
};

const TROUBLES = {
	'a 500': refusal(500),
	'a 502 with HTML': { ...HTML, status: 502 },
	'a 503': refusal(503),
	'a 408': refusal(408),
	'a reset': { breaksWith: 'ECONNRESET' },
	'a time-out': { breaksWith: 'ETIMEDOUT' },
	'axios giving up': { breaksWith: 'ECONNABORTED' },
	'HTML under a 200': HTML,
	'JSON that was cut short': TRUNCATED,
};

describe('A9, A10: a POST that may have happened is never sent twice', () => {
	test.each(Object.entries(TROUBLES))('after %s it was sent once, and the text says so', async (_, reply) => {
		const calls = serve(reply);

		const failure = await failureOf(harness.execute(CREATE));

		expect(calls).toHaveLength(1);
		expect(failure.description).toContain('may have been created');
		expect(failure.description).toContain('Get Many or the dashboard');
		expect(failure.failure?.cause).toBe('temporarily-unavailable');
	});

	test('an empty 2xx counts as created: the item shows what was sent', async () => {
		const calls = serve({ status: 201, body: '' });

		const items = await harness.execute(CREATE);

		expect(calls).toHaveLength(1);
		expect(items).toEqual([
			{
				json: {
					created: true,
					name: 'Spring promo',
					type: 'url',
					destination_url: 'https://shop.example.com',
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED'])(
		'after %s, when it never left, it is sent again',
		async (code) => {
			const calls = serve({ breaksWith: code }, ok({ id: 'q1' }));

			const items = await harness.execute(CREATE);

			expect(calls.map(({ method }) => method)).toEqual(['POST', 'POST']);
			expect(items[0]?.json).toEqual({ id: 'q1' });
		},
	);

	test('a 429 was refused before anything happened, so it is sent again', async () => {
		const calls = serve(tooMany('3'), ok({ id: 'q1' }));

		await harness.execute(CREATE);

		expect(calls.map(({ method }) => method)).toEqual(['POST', 'POST']);
		expect(guard.clock.sleptMs()).toBe(3_000);
	});

	test('a 422 does not claim that it may have been created', async () => {
		serve(refusal(422, 'Bad URL', 'invalid_url'));

		const failure = await failureOf(harness.execute(CREATE));

		expect(failure.description).not.toContain('may have been created');
	});
});

describe('A10: what is safe to repeat is tried again a few times', () => {
	describe.each([
		['GET', GET],
		['PATCH', UPDATE],
		['DELETE', DELETE],
	])('%s', (method, parameters) => {
		test.each(Object.entries(TROUBLES))('after %s', async (_, reply) => {
			const calls = serve(reply, ok({ id: 'q1' }));

			const items = await harness.execute(parameters);

			expect(calls.map((call) => call.method)).toEqual([method, method]);
			expect(items).toHaveLength(1);
			expect(guard.clock.sleptMs()).toBe(500);
		});
	});

	test('the waits grow, and after four tries it gives up with a text that counts them', async () => {
		const calls = serve(refusal(500), refusal(502), refusal(503), refusal(504));

		const failure = await failureOf(harness.execute(GET));

		expect(calls).toHaveLength(4);
		expect(guard.clock.sleptMs()).toBe(500 + 1_000 + 2_000);
		expect(failure.message).toBe('QRCodeStack could not answer (HTTP 504)');
		expect(failure.description).toContain('It was tried 4 times.');
		expect(failure.httpCode).toBe('504');
	});

	test('a 503 that names a time is tried again no sooner', async () => {
		serve({ ...refusal(503), headers: { 'Retry-After': '7' } }, ok({}));

		await harness.execute(GET);

		expect(guard.clock.sleptMs()).toBe(7_000);
	});

	test('a 503 that asks for longer than the longest wait ends the call', async () => {
		const calls = serve({ ...refusal(503), headers: { 'Retry-After': '3600' } });

		const failure = await failureOf(harness.execute(GET));

		expect(calls).toHaveLength(1);
		expect(failure.failure).toEqual({ cause: 'temporarily-unavailable', retryAfterMs: 3_600_000 });
	});

	test('a connection that never comes about is told from one that broke', async () => {
		serve(...Array.from({ length: 4 }, () => ({ breaksWith: 'ECONNREFUSED' })));
		const unreachable = await failureOf(harness.execute(GET));
		serve(...Array.from({ length: 4 }, () => ({ breaksWith: 'ECONNRESET' })));
		const broken = await failureOf(harness.execute(GET));

		expect(unreachable.message).toBe('QRCodeStack could not be reached');
		expect(broken.message).toBe('The connection to QRCodeStack broke before an answer came');
		expect(broken.description).toContain('(ECONNRESET)');
	});
});

describe.each([401, 403, 404, 422, 400, 409])('a %i', (status) => {
	test('is never tried again, and n8n gets its number', async () => {
		const calls = serve(refusal(status, 'No way', 'no_way'));

		const failure = await failureOf(harness.execute(GET));

		expect(calls).toHaveLength(1);
		expect(failure.httpCode).toBe(String(status));
		expect(failure.description).toContain('QRCodeStack says: "No way"');
		expect(failure.description).toContain('(no_way)');
		expect(failure.context.itemIndex).toBe(0);
	});
});

describe('DELETE', () => {
	test('answers {deleted, id} for an empty 204', async () => {
		serve({ status: 204, body: '' });

		expect(await harness.execute(DELETE)).toEqual([
			{ json: { deleted: true, id: 'q1' }, pairedItem: { item: 0 } },
		]);
	});

	test('that finds nothing after an answer was lost has worked', async () => {
		const calls = serve({ breaksWith: 'ECONNRESET' }, refusal(404));

		const items = await harness.execute(DELETE);

		expect(calls).toHaveLength(2);
		expect(items[0]?.json).toEqual({ deleted: true, id: 'q1' });
	});

	test('that finds nothing has worked, too, if a try that never got through came in between', async () => {
		serve({ breaksWith: 'ECONNRESET' }, { breaksWith: 'ECONNREFUSED' }, refusal(404));

		expect((await harness.execute(DELETE))[0]?.json).toEqual({ deleted: true, id: 'q1' });
	});

	test('answers {deleted, id} for a body of nothing but white space', async () => {
		serve({ status: 200, body: ' \n' });

		expect((await harness.execute(DELETE))[0]?.json).toEqual({ deleted: true, id: 'q1' });
	});

	test('that finds nothing at the first try says so', async () => {
		serve(refusal(404));

		const failure = await failureOf(harness.execute(DELETE));

		expect(failure.message).toBe('QRCodeStack could not find this QR code');
	});

	test('that finds nothing after a 429 says so: the first one was refused', async () => {
		serve(tooMany('1'), refusal(404));

		const failure = await failureOf(harness.execute(DELETE));

		expect(failure.httpCode).toBe('404');
	});

	test('puts out the ID without the white space around it', async () => {
		serve({ status: 204, body: '' });

		const items = await harness.execute({ ...DELETE, qrCodeId: { __rl: true, mode: 'id', value: ' q1 ' } });

		expect(items[0]?.json).toEqual({ deleted: true, id: 'q1' });
	});
});
