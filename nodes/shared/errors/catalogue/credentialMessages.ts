import { DEFAULT_BASE_URL, KEYS_PAGE_URL } from '../../util/addresses';
import type { Message } from './message';

const CREDENTIAL_HEADLINE = 'The QRCodeStack credential needs a correction';

/** What can be wrong with the credential or the account, the API's refusals included. */
export const CREDENTIAL_MESSAGES = {
	keyEmpty: {
		headline: CREDENTIAL_HEADLINE,
		whatHappened: 'The API key is empty.',
		whatToDo: `Paste the key that you made at ${KEYS_PAGE_URL}.`,
	},
	keyUnusable: {
		headline: CREDENTIAL_HEADLINE,
		whatHappened: 'The API key contains a line break, a space or a character that no key can have.',
		whatToDo: 'Copy it once more, in one piece.',
	},
	credentialUnreadable: {
		headline: CREDENTIAL_HEADLINE,
		whatHappened: 'An expression in it could not be worked out: {reason}.',
		whatToDo: 'Correct the expression, or enter the value itself.',
	},
	baseUrlNoAddress: {
		headline: CREDENTIAL_HEADLINE,
		whatHappened: 'The base URL is not a web address.',
		whatToDo: `The usual one is ${DEFAULT_BASE_URL}.`,
	},
	baseUrlUnencrypted: {
		headline: CREDENTIAL_HEADLINE,
		whatHappened: 'The base URL must start with https://, so that your API key is never sent unencrypted.',
		whatToDo: 'Begin it with https://. Plain http:// works for this machine (localhost) only.',
	},
	baseUrlWithExtras: {
		headline: CREDENTIAL_HEADLINE,
		whatHappened: 'The base URL must not contain a user name, a password, a "?" or a "#".',
		whatToDo: 'Enter the address alone.',
	},
	otherServer: {
		headline: 'This credential works for {host} only',
		whatHappened: 'The request was not sent, so that your API key does not reach another server.',
		whatToDo: "In an HTTP Request node that uses this credential, call the address in 'Base URL'.",
	},
	keyRefused: {
		headline: 'QRCodeStack did not accept the API key',
		whatHappened: 'The key is unknown or was revoked.',
		whatToDo: `Open the credential and paste a key that is still active. Keys are made at ${KEYS_PAGE_URL}.`,
	},
	planForbids: {
		headline: 'Your QRCodeStack plan does not allow this',
		whatHappened:
			'The Starter plan has no API access, creating in bulk needs the Advanced plan, and each plan has a maximum number of codes.',
		whatToDo: 'Check the plan of the account that the key belongs to.',
	},
	noApiHere: {
		headline: 'There is no QRCodeStack API at this base URL',
		whatHappened: 'The server answered that it does not know a call which the API always has (HTTP 404).',
		whatToDo: `Check the base URL in the credential. The usual one is ${DEFAULT_BASE_URL}.`,
	},
	redirected: {
		headline: 'QRCodeStack sent the call on to another address, which was not followed',
		whatHappened: 'Your API key goes to the address in the credential only.',
		whatToDo: 'Check the base URL there: it must be the address of the API itself.',
	},
} as const satisfies Record<string, Message>;
