import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createRunExecutionData,
	type IHttpRequestOptions,
	type INode,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
} from 'n8n-workflow';

import { QrCodeStackApi } from '../../credentials/QrCodeStackApi.credentials';
import { ConnectionError } from '../../nodes/shared/http/connection';
import { ACTION, API_ORIGIN, BASE_PATH, createHarness, TEST_KEY } from '../support/harness';
import { failureOf, guardNetwork, ok, serve, serveAt } from '../support/mockApi';

guardNetwork();

const credential = new QrCodeStackApi();
const stored = { apiKey: TEST_KEY, baseUrl: `${API_ORIGIN}${BASE_PATH}` };

const authenticate = async (options: object, credentials: typeof stored = stored) => {
	if (typeof credential.authenticate !== 'function') throw new Error('authenticate must be a function');
	return await credential.authenticate(credentials, options as IHttpRequestOptions);
};

describe('authenticate', () => {
	test('adds the key and keeps the rest of the request', async () => {
		const request = { url: `${API_ORIGIN}/x`, method: 'POST', headers: { A: 'b' }, body: { c: 1 } };

		expect(await authenticate(request)).toEqual({
			...request,
			headers: { A: 'b', Authorization: `Bearer ${TEST_KEY}` },
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
			allowedDomains: 'api.qr.test',
		});
		expect(request.headers).toEqual({ A: 'b' });
	});

	test('takes a key with "Bearer " and white space', async () => {
		const { headers } = await authenticate(
			{ url: `${API_ORIGIN}/x` },
			{ ...stored, apiKey: ` Bearer ${TEST_KEY}\n` },
		);
		expect(headers?.Authorization).toBe(`Bearer ${TEST_KEY}`);
	});

	test.each([
		{ url: '/me', baseURL: stored.baseUrl },
		{ uri: `${API_ORIGIN}/me` },
		{ url: `${API_ORIGIN}:443/other/path` },
	])('works for a request on the same origin: %j', async (request) => {
		expect((await authenticate(request)).headers?.Authorization).toBe(`Bearer ${TEST_KEY}`);
	});

	test.each([
		{ url: 'https://evil.test/api/v1/me' },
		{ url: 'http://api.qr.test/api/v1/me' },
		{ url: 'https://api.qr.test:8443/api/v1/me' },
		{ url: 'https://api.qr.test.evil.test/' },
		{ url: 'https://api.qr.test@evil.test/' },
		{ url: 'https://evil.test/', baseURL: stored.baseUrl },
		{ url: '//evil.test/', baseURL: stored.baseUrl },
		{ uri: 'https://evil.test/' },
		{ url: '/me' },
		{ url: '' },
		{},
	])('refuses a request to another origin: %j', async (request) => {
		const refusal = await failureOf(authenticate(request));

		expect(refusal).toBeInstanceOf(ConnectionError);
		expect(refusal.message).toContain('works for api.qr.test only. The request was not sent');
		expect(refusal.message).not.toContain(TEST_KEY);
	});

	test('refuses a key that is none, with a text that says what to do', async () => {
		const refusal = await failureOf(authenticate({ url: `${API_ORIGIN}/x` }, { ...stored, apiKey: '' }));
		expect(refusal.message).toContain('The API key is empty.');
	});

	test('in n8n’s own helper sends nothing to another origin', async () => {
		const evil = serveAt('https://evil.test');
		const harness = createHarness();
		const context = harness.executeContext(harness.makeNode(ACTION, {}));

		const failure = await failureOf(
			context.helpers.httpRequestWithAuthentication.call(context, 'qrCodeStackApi', {
				url: 'https://evil.test/steal',
			}),
		);

		expect(failure.message).toContain('This credential works for api.qr.test only');
		expect(evil).toHaveLength(0);
	});

	test('in n8n’s older helper carries the key to no other host by a redirect', async () => {
		serve({ status: 302, headers: { Location: 'https://evil.test/steal' } });
		const evil = serveAt('https://evil.test');
		const harness = createHarness();
		const context = harness.executeContext(harness.makeNode(ACTION, {}));

		await failureOf(
			context.helpers.requestWithAuthentication.call(context, 'qrCodeStackApi', {
				method: 'GET',
				uri: `${API_ORIGIN}${BASE_PATH}/me`,
			}),
		);

		expect(evil).toHaveLength(0);
	});

	test('in n8n’s HTTP Request node goes to no domain that the person did not allow', async () => {
		const calls = serve();
		const harness = createHarness();
		const context = harness.executeContext(harness.makeNode(ACTION, {}));

		await failureOf(
			context.helpers.requestWithAuthentication.call(context, 'qrCodeStackApi', {
				uri: `${API_ORIGIN}${BASE_PATH}/me`,
				allowedDomains: 'intranet.example',
			}),
		);

		expect(calls).toHaveLength(0);
	});
});

describe('the credential test', () => {
	/** Runs the test's request the way n8n's credential tester does: by a node made up around it. */
	const runTest = async (baseUrl: string) => {
		const harness = createHarness({ baseUrl });
		const { workflow, node, additionalData } = harness.executeContext(
			harness.makeNode(ACTION),
		) as unknown as { workflow: Workflow; node: INode; additionalData: IWorkflowExecuteAdditionalData };
		node.parameters = { temp: '' };
		const nodeType = {
			description: {
				...workflow.nodeTypes.getByNameAndVersion(ACTION).description,
				properties: [
					{
						displayName: 'Temp',
						name: 'temp',
						type: 'string',
						default: '',
						routing: { request: credential.test.request },
					},
				],
			},
		} as unknown as INodeType;
		const data = { main: [[{ json: {} }]] };
		const context = new ExecuteContext(
			workflow,
			node,
			additionalData,
			'manual',
			createRunExecutionData({}),
			0,
			data.main[0]!,
			data,
			{ node, data, source: null },
			[],
		);
		const decrypted = { id: '1', name: 'test', type: 'qrCodeStackApi', data: { ...stored, baseUrl } };
		return await new RoutingNode(context, nodeType, decrypted).runNode();
	};

	test.each([
		stored.baseUrl,
		`${stored.baseUrl}/`,
		`  ${stored.baseUrl}//\n`,
		`\u200b${stored.baseUrl}/\u2060\ufeff`,
		`\u00a0${stored.baseUrl}\u202c`,
	])('asks GET /me with the key, at the base URL %j', async (baseUrl) => {
		const calls = serve(ok({ plan: 'pro' }));

		await runTest(baseUrl);

		expect(calls).toHaveLength(1);
		expect(calls[0]).toMatchObject({ method: 'GET', path: '/me' });
		expect(calls[0]?.headers.authorization).toBe(`Bearer ${TEST_KEY}`);
	});

	test('asks the vendor’s API when the base URL is empty', async () => {
		const calls = serveAt('https://qrcodestack.com', ok({ plan: 'pro' }));

		await runTest('');

		expect(calls).toHaveLength(1);
	});

	test('follows no redirect', async () => {
		serve({ status: 302, headers: { Location: 'https://evil.test/steal' } });
		const evil = serveAt('https://evil.test');

		await failureOf(runTest(stored.baseUrl));

		expect(evil).toHaveLength(0);
	});

	test('has a sentence of its own for every answer that a person can meet', () => {
		const sentences = new Map(
			credential.test.rules?.map(({ properties }) => [
				'value' in properties ? properties.value : undefined,
				properties.message,
			]),
		);
		for (const status of [401, 403, 404, 429, 500, 502, 503, 504, 301, 302, 303, 307, 308, false]) {
			expect(sentences.get(status)).toMatch(/^[A-Z].{30,}\.$/);
		}
		expect(sentences.get(403)).toContain('Pro and Advanced plans');
	});

	test('tells a web page under a 200 by its first character, with the usual address', () => {
		expect(credential.test.rules?.at(-2)).toMatchObject({
			type: 'responseSuccessBody',
			properties: {
				key: '0',
				value: '<',
				message: expect.stringContaining('https://qrcodestack.com/api/v1') as string,
			},
		});
	});

	test.each(['<html>', '\n<!DOCTYPE html>', '\r\n<html>', '  <html>', '\t<html>'])(
		'takes a page that begins with %j for no API',
		(page) => {
			// as n8n does: the rule's key, looked up in whatever came
			const rule = credential.test.rules?.find(
				({ properties }) => 'key' in properties && page[properties.key as never] === properties.value,
			);
			expect(rule?.properties.message).toMatch(/^A web page answered/);
		},
	);

	test('tells success:false under a 200 by n8n’s own kind of rule', () => {
		expect(credential.test.rules?.at(-1)).toMatchObject({
			type: 'responseSuccessBody',
			properties: { key: 'success', value: false },
		});
	});
});

test('the key is a password field, the base URL has the documented default, and a notice leads to the keys', () => {
	const [notice] = credential.properties;
	expect(notice?.displayName).toContain('href="https://qrcodestack.com/qr-dashboard/integrations"');
	expect(credential.name).toBe('qrCodeStackApi');
	expect(
		credential.properties.map(({ name, type, default: value, typeOptions }) => [
			name,
			type,
			value,
			typeOptions,
		]),
	).toEqual([
		['keyNotice', 'notice', '', undefined],
		['apiKey', 'string', '', { password: true }],
		['baseUrl', 'string', 'https://qrcodestack.com/api/v1', undefined],
	]);
});
