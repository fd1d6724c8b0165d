import axios from 'axios';
import fc from 'fast-check';

import { QrCodeStackApi } from '../../credentials/QrCodeStackApi.credentials';
import { parseConnection } from '../../nodes/shared/http/connection';
import { CASES, feed, fuzz } from './feed';
import { anyParameter, hostileText, KEY } from './hostile';

describe('the credential', () => {
	test('is read, or refused without a word of the key', () => {
		fuzz([anyParameter, fc.oneof(anyParameter, fc.webUrl())], (apiKey, baseUrl) => {
			const connection = feed(() => parseConnection({ apiKey, baseUrl }));
			if (connection) expect(connection.baseUrl).toMatch(/^https?:\/\//);
		});
	});

	const BASE_URL = 'https://api.example.com/api/v1';
	const address = fc.oneof(
		{ weight: 2, arbitrary: fc.webUrl() },
		{ weight: 2, arbitrary: hostileText },
		{ weight: 2, arbitrary: hostileText.map((text) => `https://api.example.com${text}`) },
		{ weight: 1, arbitrary: hostileText.map((text) => `${BASE_URL}/${text}`) },
		{ weight: 1, arbitrary: hostileText.map((text) => `//${text}@api.example.com`) },
	);
	const options = fc.record(
		{ url: address, uri: address, baseURL: fc.oneof(address, fc.constant(BASE_URL)) },
		{ requiredKeys: [] },
	);

	test('puts the key on no request that leaves the address of the API', async () => {
		const { authenticate } = new QrCodeStackApi();
		if (typeof authenticate !== 'function') throw new Error('A function is expected');
		await fc.assert(
			fc.asyncProperty(options, async (given) => {
				const signed = await authenticate({ apiKey: KEY, baseUrl: BASE_URL }, given as never).catch(
					(error: unknown) => void feed(() => rethrowOf(error)),
				);
				if (!signed) return;
				// n8n's client puts the two together in its own way
				const target = axios.getUri({ url: given.url ?? given.uri, baseURL: given.baseURL });
				if (!URL.canParse(target)) return;
				expect(new URL(target).origin).toBe('https://api.example.com');
				expect(signed.disableFollowRedirect).toBe(true);
			}),
			{ numRuns: CASES },
		);
	});
});

function rethrowOf(error: unknown): never {
	throw error;
}
