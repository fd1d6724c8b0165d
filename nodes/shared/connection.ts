import { DEFAULT_BASE_URL, KEYS_PAGE_URL } from './apiContract';
import { toText } from './objects';

/** What the credential holds once it was read and found usable. */
export interface Connection {
	/** The bare key, without "Bearer ". */
	apiKey: string;
	/** Without a trailing slash. */
	baseUrl: string;
}

/** Thrown when the credential can't be used as it is; its message is written for the person who typed it. */
export class ConnectionError extends Error {}

/** Characters that an HTTP header can carry; a key with anything else was not copied from the dashboard. */
const HEADER_SAFE = /^[\x21-\x7e]+$/;
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads the credential's two fields.
 * @throws {ConnectionError} with a sentence that says what is wrong and what to do.
 */
export function parseConnection(credential: { apiKey?: unknown; baseUrl?: unknown }): Connection {
	return { apiKey: parseApiKey(credential.apiKey), baseUrl: parseBaseUrl(credential.baseUrl) };
}

/**
 * Tolerates surrounding white space and a pasted "Bearer " prefix. An unusual shape is let through: the
 * vendor may change it, and the API is the judge of its own keys.
 */
export function parseApiKey(value: unknown): string {
	const key = toText(value)
		.trim()
		.replace(/^bearer\s+/i, '')
		.trim();
	if (key === '' || /^bearer$/i.test(key)) {
		throw new ConnectionError(`The API key is empty. Paste the key that you made at ${KEYS_PAGE_URL}.`);
	}
	if (!HEADER_SAFE.test(key)) {
		throw new ConnectionError(
			'The API key contains a line break, a space or a character that no key can have. Copy it once more, in one piece.',
		);
	}
	return key;
}

/** https anywhere, http on this machine only: a key must not cross a network in clear text. */
export function parseBaseUrl(value: unknown): string {
	const text = toText(value).trim() || DEFAULT_BASE_URL;
	const url = parseUrl(text);
	if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
		throw new ConnectionError(`The base URL is not a web address. The usual one is ${DEFAULT_BASE_URL}.`);
	}
	if (url.protocol === 'http:' && !LOOPBACK_HOST.test(url.hostname)) {
		throw new ConnectionError(
			'The base URL must start with https://, so that your API key is never sent unencrypted. Plain http:// works for this machine (localhost) only.',
		);
	}
	if (url.username || url.password || url.search || url.hash) {
		throw new ConnectionError(
			'The base URL must not contain a user name, a password, a "?" or a "#". Enter the address alone.',
		);
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
