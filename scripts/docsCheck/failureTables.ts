import {
	ADDITIONS,
	MESSAGE_SECTIONS,
	MESSAGES,
	fill,
	type Message,
	type MessageName,
} from '../../nodes/shared/errors/catalogue/catalogue';
import {
	CREDENTIAL_TEST_PAGE,
	CREDENTIAL_TEST_REFUSAL,
	CREDENTIAL_TEST_MESSAGES,
} from '../../nodes/shared/errors/catalogue/credentialTestMessages';
import { sampleOf } from './failureSamples';
import { toRow } from './rowText';

/** What most people meet sooner or later; the README has these only, and of them what is most needed. */
const COMMON: MessageName[] = [
	'keyRefused',
	'planForbids',
	'minuteLimit',
	'monthLimit',
	'valuesRefused',
	'valuesNeedCorrection',
	'notFound',
	'serverError',
	'unreachable',
	'broken',
	'rowNotSent',
	'noScansYet',
];

/** Every failure of the catalogue, section by section. */
export function toFailureTables(): string {
	return Object.entries(MESSAGE_SECTIONS)
		.map(([title, failures]) => `### ${title}\n\n${toTable(Object.keys(failures) as MessageName[])}`)
		.join('\n\n');
}

export function toCommonFailures(): string {
	const rows = COMMON.map((name) => {
		const { headline, whatToDo }: Message = MESSAGES[name];
		return toRow([headline, whatToDo].map((text) => toMarkdown(text, sampleOf(name))));
	});
	return ['| Headline | What to do |', '| --- | --- |', ...rows].join('\n');
}

export function toAdditions(): string {
	const samples = {
		attempts: 4,
		duration: '34 seconds',
		time: '2026-11-22 08:15:34 UTC',
		subject: 'the QR code',
		count: 200,
		items: 'Items 0–3',
		entries: '2 entries without an ID',
	};
	return Object.values(ADDITIONS)
		.map((text) => `- ${toMarkdown(text, samples)}`)
		.join('\n');
}

export function toCredentialTestTable(): string {
	const rows = CREDENTIAL_TEST_MESSAGES.map(({ statuses, text }) =>
		toRow([statuses.join(', '), toMarkdown(text, { status: statuses[0] ?? '' })]),
	);
	const refusal = toRow(['200 with `"success": false`', CREDENTIAL_TEST_REFUSAL]);
	const page = toRow(['200 with a web page', CREDENTIAL_TEST_PAGE]);
	return ['| The API answers | The credential test says |', '| --- | --- |', ...rows, refusal, page].join(
		'\n',
	);
}

function toTable(names: MessageName[]): string {
	const rows = names.map((name) => {
		const { headline, whatHappened, whatToDo }: Message = MESSAGES[name];
		return toRow([headline, whatHappened, whatToDo].map((text) => toMarkdown(text, sampleOf(name))));
	});
	return ['| Headline | What happened | What to do |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Names of the editor in bold, what differs from case to case in italics. */
function toMarkdown(text: string, samples: Readonly<Record<string, string | number>>): string {
	const inItalics = Object.entries(samples).map(([name, value]) => [name, toItalics(String(value))] as const);
	return fill(text.replace(/'([A-Z][A-Za-z ]+)'/g, '**$1**'), Object.fromEntries(inItalics));
}

/** A space before the text stays outside, or it would be no Markdown. */
function toItalics(text: string): string {
	return `${text.startsWith(' ') ? ' ' : ''}_${text.trim()}_`;
}
