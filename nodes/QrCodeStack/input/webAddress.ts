import { describePlace, findInvisible, nameCharacter } from '../../shared/input/visibleText';
import { quoteGiven } from '../../shared/util/redact';

/** What keeps a text from being a full web address, as the second half of a sentence that begins with its field. */
export type AddressFault = string;

/** What stands around an address in a mail, in Markdown or in code. */
const WRAPPERS = /^[<"'([{`\u2018-\u201f\u00ab]/;
/** Nothing that a person copied is meant to hold these, and a browser would read another address out of them. */
const UNUSABLE = /[<>"\\]/;
/** Other double braces may be macros that an ad network fills in. */
const EXPRESSION = /\{\{\s*\$/;
const SCHEME = /^https?:/i;
/** The scheme, its two slashes, and all up to the path: user, host and port. */
const AUTHORITY = /^https?:\/\/([^/?#]*)/i;
/** What no host name can hold; the brackets of an IPv6 address aside. */
const NOT_IN_HOST = /[[\]{}()|^%~`!$&'*+,;=]/;
const IPV6 = /^\[[0-9a-f:.]+\](?::\d+)?$/i;
const MAX_PORT = 65_535;

/**
 * Finds what is wrong with a web address, by the text itself: what a URL parser would mend on its way (a missing
 * slash, a line break, a backslash) would be sent as it stands.
 * @returns the fault and its place; undefined for an address that can be sent.
 */
export function findAddressFault(text: string): AddressFault | undefined {
	return (
		findLeftOverExpression(text) ??
		findWrapper(text) ??
		findWrongScheme(text) ??
		findUnusableCharacter(text) ??
		findWrongSlashes(text) ??
		findWrongHost(text)
	);
}

export function isWebAddress(value: unknown): value is string {
	return typeof value === 'string' && findAddressFault(value) === undefined;
}

function findLeftOverExpression(text: string): AddressFault | undefined {
	const index = text.search(EXPRESSION);
	return index < 0 ? undefined : `holds an expression that was not worked out, ${describePlace(text, index)}`;
}

function findWrapper(text: string): AddressFault | undefined {
	if (!WRAPPERS.test(text) || !text.includes('://')) return undefined;
	return `begins with ${nameCharacter(text.charAt(0))}: enter the address alone`;
}

function findWrongScheme(text: string): AddressFault | undefined {
	if (SCHEME.test(text)) return undefined;
	return `must be a full web address that starts with https:// or http://, not ${quoteGiven(text)}`;
}

function findUnusableCharacter(text: string): AddressFault | undefined {
	const unseen = findInvisible(text);
	if (unseen) {
		const instead = unseen.character === ' ' ? ' (write %20 for a space that belongs there)' : '';
		return `has ${nameCharacter(unseen.character)} ${describePlace(text, unseen.index)}${instead}`;
	}
	const index = text.search(UNUSABLE);
	if (index >= 0) return `has ${nameCharacter(text.charAt(index))} ${describePlace(text, index)}`;
	return text.isWellFormed() ? undefined : 'has half of a character, as when a text was cut in the middle';
}

function findWrongSlashes(text: string): AddressFault | undefined {
	const [scheme = ''] = SCHEME.exec(text) ?? [];
	const slashes = /^\/*/.exec(text.slice(scheme.length))?.[0].length ?? 0;
	if (slashes === 2) return undefined;
	const count = ['no slash', 'one slash'][slashes] ?? `${slashes} slashes`;
	return `has ${count} behind "${scheme}", where two belong`;
}

function findWrongHost(text: string): AddressFault | undefined {
	const [start = '', authority = ''] = AUTHORITY.exec(text) ?? [];
	const hostAndPort = authority.slice(authority.lastIndexOf('@') + 1);
	const hostIndex = start.length - hostAndPort.length;
	const [host = '', port] = hostAndPort.split(/:(?=[^:\]]*$)/);
	if (host === '') return 'has no host name, such as shop.example.com';
	if (SCHEME.test(`${host}:`) && text.startsWith('//', start.length)) {
		return `holds a second "${host}://" ${describePlace(text, hostIndex)}`;
	}
	if (!IPV6.test(hostAndPort)) {
		const index = host.search(NOT_IN_HOST);
		if (index >= 0) {
			return `has ${nameCharacter(host.charAt(index))} in its host name, ${describePlace(text, hostIndex + index)}`;
		}
	}
	if (port !== undefined && !/^\d{0,5}$/.test(port))
		return `has the port ${quoteGiven(port)}, which is no number`;
	if (Number(port) > MAX_PORT) return `has the port ${port}, and there is none above ${MAX_PORT}`;
	return canParse(text) ? undefined : `has the host name ${quoteGiven(host)}, which is not possible`;
}

function canParse(text: string): boolean {
	try {
		return new URL(text).hostname !== '';
	} catch {
		return false;
	}
}
