import { createHarness } from '../../../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve, type Reply } from '../../../support/mockApi';

const harness = createHarness();
guardNetwork();

const GET = {
	resource: 'qrCode',
	operation: 'get',
	qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
};
const CREATE = { resource: 'qrCode', operation: 'create', name: 'A', destinationUrl: 'https://a.example' };
const four = (reply: Reply) => Array.from({ length: 4 }, () => reply);
const page = (status: number, title = 'FortiGuard Intrusion Prevention'): Reply => ({
	status,
	body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>Access denied</body></html>`,
	headers: { 'Content-Type': 'text/html; charset=utf-8' },
});

describe('what stands between n8n and the API is named:', () => {
	test('a proxy that asks for a login, and not the plan of the account', async () => {
		serve({ ...page(407, 'ERR_CACHE_ACCESS_DENIED') });

		const failure = await failureOf(harness.execute(GET));

		expect(failure.message).toBe('A proxy between n8n and QRCodeStack asks for a login');
		expect(failure.description).not.toContain('plan');
		expect(failure.httpCode).toBe('407');
		expect(failure.failure).toEqual({ cause: 'configuration-invalid' });
	});

	test.each([400, 401, 403, 405, 451])('a page under a %i, and neither the key nor the plan', async (status) => {
		const calls = serve(page(status));

		const failure = await failureOf(harness.execute(GET));

		expect(failure.message).toBe(`A web page came back in place of an answer from QRCodeStack (HTTP ${status})`);
		expect(failure.description).toContain('The page is titled "FortiGuard Intrusion Prevention".');
		expect(failure.description).not.toMatch(/\bkey\b|\bplan\b/);
		expect(failure.failure).toEqual({ cause: 'configuration-invalid' });
		expect(calls).toHaveLength(1);
	});

	test('a login page under a 200', async () => {
		serve(...four(page(200, 'Guest Wi-Fi: sign in')));

		const failure = await failureOf(harness.execute(GET));

		expect(failure.message).toBe('A web page came back in place of an answer from QRCodeStack');
		expect(failure.description).toContain('The page is titled "Guest Wi-Fi: sign in".');
	});

	test('a gateway under a 502, by the title of its page', async () => {
		serve(...four(page(502, '502 Bad Gateway | Cloudflare')));

		const failure = await failureOf(harness.execute(GET));

		expect(failure.message).toBe('QRCodeStack could not answer (HTTP 502)');
		expect(failure.description).toContain('The page is titled "502 Bad Gateway | Cloudflare".');
	});

	test.each([
		['ENOTFOUND', 'The address of the QRCodeStack server was not found'],
		['EAI_AGAIN', 'The address of the QRCodeStack server was not found'],
		['CERT_HAS_EXPIRED', 'The certificate of the server was not accepted'],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'The certificate of the server was not accepted'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'The certificate of the server was not accepted'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate of the server was not accepted'],
		['EPROTO', 'No secure connection to QRCodeStack came about'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'No secure connection to QRCodeStack came about'],
		['ECONNREFUSED', 'QRCodeStack could not be reached'],
		['ECONNRESET', 'The connection to QRCodeStack broke before an answer came'],
	])('%s', async (code, headline) => {
		serve(...four({ breaksWith: code }));

		const failure = await failureOf(harness.execute(GET));

		expect(failure.message).toBe(headline);
		expect(failure.description).toContain(`(${code})`);
	});
});

test('a page under a 401 says nothing of the key: the next call goes out', async () => {
	const calls = serve(page(401), ok({ id: 'q2' }));
	const items = [{ json: {} }, { json: {} }];

	const output = await harness.execute(
		{ ...GET, options: { concurrency: 1 } },
		{ items, node: { onError: 'continueRegularOutput' } },
	);

	expect(calls).toHaveLength(2);
	expect(output[1]?.json).toEqual({ id: 'q2' });
});

test('a create that a firewall refused does not claim that something may have been created', async () => {
	serve(page(403));

	expect((await failureOf(harness.execute(CREATE))).description).not.toContain('may have been created');
});

test('a refusal of the API itself is quoted as before, also where it is a text with angle brackets', async () => {
	serve(refusal(403, 'Not in your plan'), { status: 403, body: 'a < b' });

	expect((await failureOf(harness.execute(GET))).message).toBe('Your QRCodeStack plan does not allow this');
	expect((await failureOf(harness.execute(GET))).message).toBe('Your QRCodeStack plan does not allow this');
});

test('a code that is not there is not found, whatever the form of the answer', async () => {
	serve(page(404));

	expect((await failureOf(harness.execute(GET))).message).toBe('QRCodeStack could not find this QR code');
});

test('a title that is hostile is quoted without markup, without the key and short', async () => {
	serve(page(403, `&lt;b&gt;\u202e qrs_${'0a'.repeat(32)} ${'x'.repeat(5_000)}`));

	const { description = '' } = await failureOf(harness.execute(GET));

	expect(description).not.toMatch(/[<>\u202e]|qrs_0a/);
	expect(description.length).toBeLessThan(1_200);
});
