import type { ListSearchResult } from '../client/n8nClient';
import { connect, createCredential } from '../client/session';
import { ACTION_TYPE, CREDENTIAL_TYPE, type CredentialReference } from '../client/workflows';

const { client, sandbox } = connect();

let credential: CredentialReference;

const CODES = 250;

beforeAll(async () => {
	credential = await createCredential(client, 'searched');
	await sandbox.addQrCodes({ account: 'searched', name: 'Poster', count: CODES });
	await sandbox.addQrCode('searched', 'Winter menu');
});

const search = async (options: { filter?: string; paginationToken?: string } = {}) =>
	await client.searchList({
		nodeType: ACTION_TYPE,
		methodName: 'searchQrCodes',
		path: 'parameters.qrCodeId',
		credentials: { [CREDENTIAL_TYPE]: credential },
		parameters: { resource: 'qrCode', operation: 'get' },
		...options,
	});

/** Scrolls to the end of the dropdown. */
async function searchAll(): Promise<ListSearchResult['results']> {
	const found: ListSearchResult['results'] = [];
	let paginationToken: string | undefined;
	// more pages than there can be: a dropdown that never ends would fail, not hang
	for (let page = 0; page <= CODES; page += 1) {
		const answer = await search({ paginationToken });
		found.push(...answer.results);
		paginationToken = answer.paginationToken;
		if (!paginationToken) return found;
	}
	throw new Error('The list does not end.');
}

describe('choosing a QR code from the list', () => {
	test('shows every code once when a person scrolls to the end', async () => {
		const results = await searchAll();

		expect(new Set(results.map(({ value }) => value)).size).toBe(CODES + 1);
		expect(results).toHaveLength(CODES + 1);
	});

	test('finds a code by a part of its name, whatever the case', async () => {
		const { results } = await search({ filter: 'winTER' });

		expect(results.map(({ name }) => name)).toEqual([expect.stringContaining('Winter menu 1')]);
	});

	test('shows nothing where no name fits', async () => {
		expect((await search({ filter: 'no such code' })).results).toEqual([]);
	});
});
