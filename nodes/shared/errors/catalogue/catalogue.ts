import { CONNECTION_FAILURES, LIMIT_FAILURES, REFUSAL_FAILURES } from './callMessages';
import { CREDENTIAL_FAILURES } from './credentialMessages';
import { fill, type Failure, type GapsIn } from './message';
import { OPERATION_FAILURES } from './operationMessages';
import { TRIGGER_FAILURES } from './triggerMessages';
import { VALUE_FAILURES } from './valueMessages';

export { fill, type Failure } from './message';

/** Under the titles that the documents give them. */
export const FAILURE_SECTIONS = {
	'Key and plan': CREDENTIAL_FAILURES,
	Limits: LIMIT_FAILURES,
	'What QRCodeStack refuses': REFUSAL_FAILURES,
	'On the way': CONNECTION_FAILURES,
	'Fields of the node': VALUE_FAILURES,
	'Create Many, Create or Update, Duplicate, AI agents': OPERATION_FAILURES,
	Trigger: TRIGGER_FAILURES,
} as const;

/**
 * Everything that a person can be told to have gone wrong. What the nodes say is made of this catalogue, and
 * so are the tables in README.md and docs/errors.md (`npm run docs:check -- --write`);
 * test/node/shared/errors/catalogue.test.ts brings each of them about.
 */
export const FAILURES = {
	...CREDENTIAL_FAILURES,
	...LIMIT_FAILURES,
	...REFUSAL_FAILURES,
	...CONNECTION_FAILURES,
	...VALUE_FAILURES,
	...OPERATION_FAILURES,
	...TRIGGER_FAILURES,
} as const;

export type FailureName = keyof typeof FAILURES;

type TextOf<Name extends FailureName> = (typeof FAILURES)[Name][keyof Failure];

/** What a text of the catalogue needs to be filled in; nothing at all where it has no gaps. */
export type GapArguments<Name extends FailureName> = [GapsIn<TextOf<Name>>] extends [never]
	? []
	: [gaps: Record<GapsIn<TextOf<Name>>, string | number>];

/** Sentences that stand between what happened and what to do, or behind both, where they apply. */
export const ADDITIONS = {
	tried: 'It was tried {attempts} times.',
	reopens: 'QRCodeStack takes calls again in {duration}, at {time}.',
	tryThen: 'Try again then.',
	mayExist:
		'It was not sent again, because {subject} may have been created all the same: look at Get Many or the dashboard before you create anew.',
	notCompared: '{entries} in the list could not be compared.',
	firstEntries: "Set 'Limit' to {count} or fewer to get the first entries.",
	createOthers: "Or set 'When Rows Are Wrong' in the options to 'Skip Them' to create the others.",
	nothingCreated: 'Nothing was created.',
	othersDone: '{items} went through all the same, and this does not undo it.',
} as const;

/** A text of the catalogue, filled in. */
export interface ToldFailure {
	name: FailureName;
	/** The headline. */
	message: string;
	/** What stands below it: what happened, and what to do. */
	description: string;
	/** The first part of the description. */
	whatHappened: string;
}

/** Puts a failure into words. */
export function tell<Name extends FailureName>(name: Name, ...[gaps]: GapArguments<Name>): ToldFailure {
	return tellWith(name, gaps ?? {});
}

/** The same with what is known about this case in between. */
export function tellWith(
	name: FailureName,
	gaps: Readonly<Record<string, string | number>>,
	detail = '',
): ToldFailure {
	const { headline, whatHappened, whatToDo }: Failure = FAILURES[name];
	const happened = fill(whatHappened, gaps);
	return {
		name,
		message: fill(headline, gaps),
		description: [happened, detail, fill(whatToDo, gaps)].filter(Boolean).join(' '),
		whatHappened: happened,
	};
}
