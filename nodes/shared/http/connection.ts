import { ConnectorError } from '../errors/connectorError';
import { DEFAULT_BASE_URL } from '../util/addresses';
import { renderMessage, renderMessageWith, type RenderedMessage } from '../errors/catalogue/catalogue';
import { describeInvisible, findInvisible, nameCharacter, trimInvisible } from '../input/visibleText';
import { isObject, toText } from '../util/objects';

/** What the credential holds once it was read and found usable. */
export interface Connection {
	/** The bare key, without "Bearer ". */
	apiKey: string;
	/** Without a trailing slash. */
	baseUrl: string;
}

/**
 * Thrown when the credential can't be used as it is. Its message holds all of the text: of what a credential
 * throws, n8n's HTTP Request node shows nothing else.
 */
export class ConnectionError extends ConnectorError {
	constructor(text: RenderedMessage) {
		super({ ...text, failure: { cause: 'credential-invalid' } }, 'invalidInput');
		this.message = `${text.message}. ${text.description}`;
	}
}

/** Characters that an HTTP header can carry; a key with anything else was not copied from the dashboard. */
const HEADER_SAFE = /^[\x21-\x7e]+$/;
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads the two fields of what n8n stored as the credential.
 * @throws {ConnectionError} that says what is wrong and what to do.
 */
export function parseConnection(credential: unknown): Connection {
	const { apiKey, baseUrl } = isObject(credential) ? credential : {};
	return { apiKey: parseApiKey(apiKey), baseUrl: parseBaseUrl(baseUrl) };
}

/**
 * Tolerates invisible characters around it and a pasted "Bearer " prefix. An unusual shape is let through: the
 * vendor may change it, and the API is the judge of its own keys.
 */
export function parseApiKey(value: unknown): string {
	const key = trimInvisible(trimInvisible(toText(value)).replace(/^bearer\s+/i, ''));
	if (key === '' || /^bearer$/i.test(key)) {
		throw new ConnectionError(renderMessage('keyEmpty'));
	}
	if (!HEADER_SAFE.test(key)) {
		throw new ConnectionError(renderMessageWith('keyUnusable', {}, describeUnseen(key)));
	}
	return key;
}

/** Names what nobody sees in a key, and its place, without any of the key itself. */
function describeUnseen(key: string): string {
	const found = findInvisible(key);
	return found ? `It has ${nameCharacter(found.character)} at character ${found.index + 1}.` : '';
}

/** https anywhere, http on this machine only: a key must not cross a network in clear text. */
export function parseBaseUrl(value: unknown): string {
	const text = trimInvisible(toText(value)) || DEFAULT_BASE_URL;
	const unseen = describeInvisible(text);
	// a URL parser would drop it without a word, and call another address
	if (unseen) throw new ConnectionError(renderMessageWith('baseUrlNoAddress', {}, unseen));
	const url = parseUrl(text);
	if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
		throw new ConnectionError(renderMessage('baseUrlNoAddress'));
	}
	if (url.protocol === 'http:' && !LOOPBACK_HOST.test(url.hostname)) {
		throw new ConnectionError(renderMessage('baseUrlUnencrypted'));
	}
	if (url.username || url.password || url.search || url.hash) {
		throw new ConnectionError(renderMessage('baseUrlWithExtras'));
	}
	return url.origin + withoutTrailingSlashes(url.pathname);
}

/** Whether a request to `target` would stay on the base URL's scheme, host and port. */
export function isSameOrigin(target: string, baseUrl: string): boolean {
	const url = parseUrl(target);
	return url !== undefined && url.origin === new URL(baseUrl).origin;
}

/** Not by a regular expression: /\/+$/ takes minutes for a hostile text of slashes. */
export function withoutTrailingSlashes(text: string): string {
	let end = text.length;
	while (text[end - 1] === '/') end--;
	return text.slice(0, end);
}

function parseUrl(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}
