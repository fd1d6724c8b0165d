import { KEYS_PAGE_URL } from './apiContract';

/** One way in which a call can go wrong, in the words that a person reads; `{…}` is filled in. */
export interface Failure {
	headline: string;
	whatHappened: string;
	whatToDo: string;
}

/**
 * Every way in which a call to the API can go wrong. The node's texts are made of this table, and so are the
 * tables in README.md and docs/errors.md (`npm run docs:check -- --write`).
 */
export const FAILURES = {
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
	redirected: {
		headline: 'QRCodeStack sent the call on to another address, which was not followed',
		whatHappened: 'Your API key goes to the address in the credential only.',
		whatToDo: 'Check the base URL there: it must be the address of the API itself.',
	},
	minuteLimit: {
		headline: 'The limit of API calls per minute was reached',
		whatHappened: 'The wait is longer than the node may wait, or many workflows want the same calls.',
		whatToDo:
			'Run this again then, or raise "Max Wait" in the options of the node so that it waits by itself.',
	},
	pause: {
		headline: 'QRCodeStack is not taking calls for a while',
		whatHappened: 'The API asks for a wait of more than two minutes and less than an hour.',
		whatToDo:
			'Run this again then, or raise "Max Wait" in the options of the node so that it waits by itself.',
	},
	monthLimit: {
		headline: "This month's API calls are used up",
		whatHappened:
			'The API asks for a wait of an hour or more. Until then, every call with this key is refused.',
		whatToDo: 'Wait until then, or take a larger plan, which has more calls per month.',
	},
	notFound: {
		headline: 'QRCodeStack could not find {subject}',
		whatHappened: 'It may have been deleted, or it belongs to another account than the key.',
		whatToDo: 'Choose it from the list or check the ID.',
	},
	valuesRefused: {
		headline: 'QRCodeStack did not accept the values',
		whatHappened: 'The API found fault with what was sent.',
		whatToDo: 'Correct the values and run this again.',
	},
	refused: {
		headline: 'QRCodeStack refused the call{status}',
		whatHappened: 'The API gave a reason that this node does not know.',
		whatToDo: 'Check the values of the node and the plan of the account.',
	},
	serverTrouble: {
		headline: 'QRCodeStack could not answer{status}',
		whatHappened: 'The server, or a proxy before it, has trouble.',
		whatToDo: 'Wait a few minutes and run this again. If it goes on, write to support@qrcodestack.com.',
	},
	unreadable: {
		headline: 'The answer from QRCodeStack could not be read',
		whatHappened: 'It was cut short or is not JSON, as when a proxy answers in place of the API.',
		whatToDo: 'Check the base URL in the credential, then run this again.',
	},
	unreachable: {
		headline: 'QRCodeStack could not be reached',
		whatHappened: 'There was no connection.',
		whatToDo:
			"Check this machine's internet connection and proxy, and the base URL in the credential, then run this again.",
	},
	broken: {
		headline: 'The connection to QRCodeStack broke before an answer came',
		whatHappened: 'The connection ended, or no answer came within 30 seconds.',
		whatToDo:
			"Check this machine's internet connection and proxy, and the base URL in the credential, then run this again.",
	},
	stopped: {
		headline: 'The execution was stopped',
		whatHappened: 'Somebody stopped it, or another item ended the node.',
		whatToDo: 'Nothing more was sent to QRCodeStack.',
	},
} as const satisfies Record<string, Failure>;

export type FailureName = keyof typeof FAILURES;

/**
 * Stands behind the text of a create that may have worked: a broken connection, a 5xx, an answer that could
 * not be read.
 */
export const MAY_EXIST =
	'It was not sent again, because {subject} may have been created all the same: look at Get Many or the dashboard before you create anew.';

/** Fills the gaps of a text of the table. */
export function fill(text: string, gaps: Record<string, string>): string {
	return text.replace(/\{(\w+)\}/g, (gap, name: string) => gaps[name] ?? gap);
}
