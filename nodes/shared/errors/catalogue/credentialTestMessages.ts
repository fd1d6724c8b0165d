import { DEFAULT_BASE_URL } from '../../util/addresses';

/**
 * What the credential's test says of each answer of the API. n8n reads these texts with the credential's
 * description, so they stand apart from the catalogue, which is needed only when something goes wrong.
 */
export const CREDENTIAL_TEST_MESSAGES: ReadonlyArray<{ statuses: readonly number[]; text: string }> = [
	{
		statuses: [401],
		text: 'QRCodeStack does not know this API key. Copy it once more, or make a new one in the dashboard under Integrations.',
	},
	{
		statuses: [403],
		text: 'The key is right, but its plan has no API access. The API comes with the Pro and Advanced plans.',
	},
	{
		statuses: [404],
		text: `There is no QRCodeStack API at this base URL. The usual one is ${DEFAULT_BASE_URL}.`,
	},
	{
		statuses: [429],
		text: 'The key is right, but its API calls are used up for now, for this minute or for this month. Nodes that use it wait or say when to come back.',
	},
	{
		statuses: [500, 502, 503, 504],
		text: 'QRCodeStack could not answer just now (HTTP {status}). The key was not checked; test again in a few minutes.',
	},
	{
		statuses: [301, 302, 303, 307, 308],
		text: 'The base URL leads on to another address, where your key is not sent. Enter the address of the API itself.',
	},
];

/** For a body that says of itself that it is a refusal, under a 200. */
export const CREDENTIAL_TEST_REFUSAL =
	'QRCodeStack answered, but refused the request. Check the key and the base URL.';

/** For a page in place of JSON, under a 200: the address of the website, or a proxy's own page. */
export const CREDENTIAL_TEST_PAGE = `A web page answered instead of the QRCodeStack API, so the key was not checked. Check the base URL, which is usually ${DEFAULT_BASE_URL}, and this machine's proxy.`;
