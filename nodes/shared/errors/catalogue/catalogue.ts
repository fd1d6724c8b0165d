import { CONNECTION_MESSAGES, LIMIT_MESSAGES, REFUSAL_MESSAGES } from './callMessages';
import { CREDENTIAL_MESSAGES } from './credentialMessages';
import { fill, type Message, type PlaceholdersIn } from './message';
import { OPERATION_MESSAGES } from './operationMessages';
import { TRIGGER_MESSAGES } from './triggerMessages';
import { VALUE_MESSAGES } from './valueMessages';

export { fill, type Message } from './message';

/** Under the titles that the documents give them. */
export const MESSAGE_SECTIONS = {
	'Key and plan': CREDENTIAL_MESSAGES,
	Limits: LIMIT_MESSAGES,
	'What QRCodeStack refuses': REFUSAL_MESSAGES,
	'On the way': CONNECTION_MESSAGES,
	'Fields of the node': VALUE_MESSAGES,
	'Create Many, Create or Update, Duplicate, AI agents': OPERATION_MESSAGES,
	Trigger: TRIGGER_MESSAGES,
} as const;

/**
 * Every failure that a person can meet. What the nodes say is made of this catalogue, and
 * so are the tables in README.md and docs/errors.md (`npm run docs:check -- --write`);
 * test/node/shared/errors/catalogue.test.ts brings each of them about.
 */
export const MESSAGES = {
	...CREDENTIAL_MESSAGES,
	...LIMIT_MESSAGES,
	...REFUSAL_MESSAGES,
	...CONNECTION_MESSAGES,
	...VALUE_MESSAGES,
	...OPERATION_MESSAGES,
	...TRIGGER_MESSAGES,
} as const;

export type MessageName = keyof typeof MESSAGES;

type TextOf<Name extends MessageName> = (typeof MESSAGES)[Name][keyof Message];

/** What a text of the catalogue needs to be filled in; nothing at all where it has no placeholders. */
export type PlaceholderArguments<Name extends MessageName> = [PlaceholdersIn<TextOf<Name>>] extends [never]
	? []
	: [placeholders: Record<PlaceholdersIn<TextOf<Name>>, string | number>];

/** Sentences that stand between what happened and what to do, or behind both, where they apply. */
export const ADDITIONS = {
	tried: 'It was tried {attempts} times.',
	reopens: 'QRCodeStack takes calls again in {duration}, at {time}.',
	reopensAsSaid: 'As QRCodeStack said at {saidAt}, it takes calls again in {duration}, at {time}.',
	tryThen: 'Try again then.',
	mayExist:
		'It was not sent again, because {subject} may have been created all the same: look at Get Many or the dashboard before you create anew.',
	notCompared: '{entries} in the list could not be compared.',
	firstEntries: "Set 'Limit' to {count} or fewer to get the first entries.",
	createOthers: "Or set 'When Rows Are Wrong' in the options to 'Skip Them' to create the others.",
	nothingCreated: 'Nothing was created.',
	codesWithoutRow: 'The answer shows codes that cannot be told apart by their rows: {ids}.',
	answerHad: 'The answer had: {names}.',
	othersDone: '{items} went through all the same, and this does not undo it.',
} as const;

/** A text of the catalogue, filled in. */
export interface RenderedMessage {
	name: MessageName;
	/** The headline. */
	message: string;
	/** What stands below it: what happened, and what to do. */
	description: string;
	/** The first part of the description. */
	whatHappened: string;
}

/** Puts a failure into words. */
export function renderMessage<Name extends MessageName>(
	name: Name,
	...[placeholders]: PlaceholderArguments<Name>
): RenderedMessage {
	return renderMessageWith(name, placeholders ?? {});
}

/** The same with what is known about this case in between. */
export function renderMessageWith(
	name: MessageName,
	placeholders: Readonly<Record<string, string | number>>,
	detail = '',
): RenderedMessage {
	const { headline, whatHappened, whatToDo }: Message = MESSAGES[name];
	const happened = fill(whatHappened, placeholders);
	return {
		name,
		message: fill(headline, placeholders),
		description: [happened, detail, fill(whatToDo, placeholders)].filter(Boolean).join(' '),
		whatHappened: happened,
	};
}
