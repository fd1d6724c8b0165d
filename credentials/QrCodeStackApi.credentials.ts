import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { DEFAULT_BASE_URL, KEYS_PAGE_URL } from '../nodes/shared/util/addresses';
import { ConnectionError, isSameOrigin, parseConnection } from '../nodes/shared/http/connection';
import { renderMessage } from '../nodes/shared/errors/catalogue/catalogue';
import { fill } from '../nodes/shared/errors/catalogue/message';
import {
	CREDENTIAL_TEST_PAGE,
	CREDENTIAL_TEST_REFUSAL,
	CREDENTIAL_TEST_MESSAGES,
} from '../nodes/shared/errors/catalogue/credentialTestMessages';

/** JSON is no text any more when it gets here, so a text that begins with white space is a page as well. */
const PAGE_BEGINNINGS = ['\n', '\r', '\t', ' ', '<'];

/** What people copy along with an address without seeing it, in the form that n8n's expressions understand. */
const UNSEEN = '[\\s\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff]';

export class QrCodeStackApi implements ICredentialType {
	name = 'qrCodeStackApi';

	displayName = 'QRCodeStack API';

	icon = {
		light: 'file:../nodes/QrCodeStack/qrCodeStack.svg',
		dark: 'file:../nodes/QrCodeStack/qrCodeStack.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/qrcodestack/n8n-nodes-qrcodestack#credentials';

	properties: INodeProperties[] = [
		{
			displayName: `Make a key in the QRCodeStack dashboard, under <a href="${KEYS_PAGE_URL}" target="_blank">Integrations</a>. The API comes with the Pro and Advanced plans.`,
			name: 'keyNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. qrs_0123456789abcdef',
			description: 'Starts with qrs_. QRCodeStack shows it only once, when it is made.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			required: true,
			description: 'Address of the API. Change it only to try the node against a test server.',
		},
	];

	/**
	 * Adds the key to a request that stays on the base URL's origin, and to no other; n8n's HTTP Request node
	 * comes through here too when it uses this credential.
	 */
	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		const { apiKey, baseUrl } = parseConnection(credentials);
		const target = readTarget(requestOptions);
		if (!isSameOrigin(target, baseUrl)) {
			throw new ConnectionError(renderMessage('otherServer', { host: new URL(baseUrl).host }));
		}
		return {
			...requestOptions,
			headers: { ...requestOptions.headers, Authorization: `Bearer ${apiKey}` },
			// a redirect must not carry the key elsewhere
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
			// who restricted the credential to other domains, in its settings, means it
			allowedDomains: requestOptions.allowedDomains ?? new URL(baseUrl).hostname,
		};
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ ($credentials.baseUrl || "").replace(/^${UNSEEN}+|(?:${UNSEEN}|\\/)+$/g, "") || "${DEFAULT_BASE_URL}" }}`,
			url: '/me',
			json: true,
			timeout: 15_000,
		},
		// n8n reads both kinds of rule from one list; its type allows one kind at a time
		rules: [
			...CREDENTIAL_TEST_MESSAGES.flatMap(({ statuses, text }) =>
				statuses.map((status) => explainStatus(status, fill(text, { status }))),
			),
			// n8n looks a key up in whatever came: of a text, "0" is its first character
			...PAGE_BEGINNINGS.map((character) => failIfBody('0', character, CREDENTIAL_TEST_PAGE)),
			failIfBody('success', false, CREDENTIAL_TEST_REFUSAL),
		] as ICredentialTestRequest['rules'],
	};
}

function explainStatus(status: number, message: string) {
	return { type: 'responseCode' as const, properties: { value: status, message } };
}

function failIfBody(key: string, value: unknown, message: string) {
	return { type: 'responseSuccessBody' as const, properties: { key, value, message } };
}

/** Where a request goes; n8n's older helper calls the address `uri`. */
function readTarget(options: IHttpRequestOptions & { uri?: string }): string {
	const address = options.url ?? options.uri ?? '';
	try {
		return new URL(address, options.baseURL).href;
	} catch {
		return address;
	}
}
