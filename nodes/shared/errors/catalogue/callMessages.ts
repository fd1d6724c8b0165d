import type { Message } from './message';

const WAIT_LONGER =
	"Run this again then, or raise 'Max Wait' in the options of the node so that it waits by itself.";
const CHECK_CONNECTION =
	"Check this machine's internet connection and proxy, and the base URL in the credential, then run this again.";
const CHECK_BASE_URL =
	'Check the base URL in the credential; if it is right, write to support@qrcodestack.com.';

/** The limits of the plan, which the API signals by a 429, and that of the calls under way. */
export const LIMIT_MESSAGES = {
	minuteLimit: {
		headline: 'The limit of API calls per minute was reached',
		whatHappened: 'The wait is longer than the node may wait, or many workflows want the same calls.',
		whatToDo: WAIT_LONGER,
	},
	tooManyInFlight: {
		headline: 'Other calls with the same key are still waiting for their answers',
		whatHappened: 'No more calls may be under way at once, and none of them ended in time.',
		whatToDo: 'Nothing has to be done: the next poll goes on.',
	},
	pause: {
		headline: 'QRCodeStack is not taking calls for a while',
		whatHappened: 'The API asks for a wait of more than two minutes and less than an hour.',
		whatToDo: WAIT_LONGER,
	},
	monthLimit: {
		headline: "This month's API calls are used up",
		whatHappened:
			'The API asks for a wait of an hour or more. Until then, every call with this key is refused.',
		whatToDo: 'Wait until then, or take a larger plan, which has more calls per month.',
	},
} as const satisfies Record<string, Message>;

/** What the API finds fault with. */
export const REFUSAL_MESSAGES = {
	valuesRefused: {
		headline: 'QRCodeStack did not accept the values',
		whatHappened: 'The API found fault with what was sent.',
		whatToDo: 'Correct the values and run this again.',
	},
	notFound: {
		headline: 'QRCodeStack could not find {subject}',
		whatHappened: 'It may have been deleted, or it belongs to another account than the key.',
		whatToDo: 'Choose it from the list or check the ID.',
	},
	linkUnknown: {
		headline: 'No QR code has this link',
		whatHappened:
			'No QR code in the account of your API key has "{link}" as its short link or as the address of its page in the dashboard.',
		whatToDo: 'Check the link, or choose the code from the list.',
	},
	clientError: {
		headline: 'QRCodeStack refused the call{status}',
		whatHappened: 'The API gave a reason that this node does not know.',
		whatToDo: 'Check the values of the node and the plan of the account.',
	},
} as const satisfies Record<string, Message>;

/** What happens between the node and the API, and answers that make no sense. */
export const CONNECTION_MESSAGES = {
	serverError: {
		headline: 'QRCodeStack could not answer{status}',
		whatHappened: 'The server, or a proxy in front of it, is out of order.',
		whatToDo: 'Wait a few minutes and run this again. If it goes on, write to support@qrcodestack.com.',
	},
	invalidBody: {
		headline: 'The answer from QRCodeStack could not be read',
		whatHappened:
			'It was cut short, is too large or is not JSON, as when a proxy answers in place of the API.',
		whatToDo: 'Check the base URL in the credential, then run this again.',
	},
	unreachable: {
		headline: 'QRCodeStack could not be reached',
		whatHappened: 'There was no connection.',
		whatToDo: CHECK_CONNECTION,
	},
	broken: {
		headline: 'The connection to QRCodeStack broke before an answer came',
		whatHappened: 'The connection ended, or no whole answer came in time.',
		whatToDo: CHECK_CONNECTION,
	},
	proxyLogin: {
		headline: 'A proxy asks for a login{status}',
		whatHappened: 'It stands between this machine and QRCodeStack, and did not let the call through.',
		whatToDo: CHECK_CONNECTION,
	},
	stopped: {
		headline: 'The execution was stopped',
		whatHappened: 'Somebody stopped it, or another item ended the node.',
		whatToDo: 'Nothing more was sent to QRCodeStack.',
	},
	listIncomplete: {
		headline: 'The list from QRCodeStack could not be read to its end',
		whatHappened:
			'After {count} entries, {reason}. Nothing was returned, because it would look like the whole list.',
		whatToDo: 'Write to support@qrcodestack.com if this goes on.',
	},
	noList: {
		headline: 'The answer from QRCodeStack holds no list',
		whatHappened: 'A list was asked for and something else came back, with these fields: {names}.',
		whatToDo: CHECK_BASE_URL,
	},
	unknownForm: {
		headline: 'The answer from QRCodeStack has an unknown form',
		whatHappened: 'It should describe {subject}, and has these fields: {names}.',
		whatToDo: CHECK_BASE_URL,
	},
} as const satisfies Record<string, Message>;
