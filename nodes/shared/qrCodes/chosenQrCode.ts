import { invalidInput } from '../errors/connectorError';
import { describeInvisible, trimInvisible } from '../input/visibleText';
import { isObject } from '../util/objects';
import { LOCATOR_MODES } from './locator';

/** What the field QR Code names: the code itself, or a link by which it has to be found first. */
export type ChosenQrCode = { kind: 'id'; id: unknown } | { kind: 'link'; link: string };

/** With its scheme, or as it is printed beneath a code: a host name with a dot, and a path. */
const LINK = /^(?:https?:\/\/\S|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?\/\S)/i;

/**
 * Reads the field QR Code, for both nodes. A link counts as one in every mode: people, expressions and models
 * put links where an ID belongs.
 * @param locator the field's value: a locator, or from an expression the bare ID or link.
 * @returns an ID as it was given, without the invisible characters at its ends: whether it can be one is seen when it is used.
 * @throws {ConnectorError} kind 'invalidInput' where a link was to be given and there is none, or one with a
 * character in it that nobody sees.
 */
export function readChosenQrCode(locator: unknown): ChosenQrCode {
	const { mode, value } = isObject(locator) ? locator : { mode: LOCATOR_MODES.id, value: locator };
	const chosen = typeof value === 'string' ? trimInvisible(value) : value;
	if (typeof chosen === 'string' && LINK.test(chosen)) return toLink(chosen);
	if (mode !== LOCATOR_MODES.shortLink) return { kind: 'id', id: chosen };
	if (typeof chosen === 'string' && chosen !== '') return toLink(chosen);
	throw invalidInput('linkEmpty');
}

function toLink(link: string): ChosenQrCode {
	const place = describeInvisible(link);
	if (place === undefined) return { kind: 'link', link };
	throw invalidInput('linkImpossible', { place });
}
