import { toText } from './objects';

/** A shorter key would also match ordinary words; a real one has 68 characters. */
const MIN_REDACTED_KEY_LENGTH = 8;
const KEY_SHAPE = /qrs_[0-9a-z]{8,}/gi;
const HIDDEN = '[hidden key]';

/** Takes the key, and anything shaped like a key, out of a text that came from outside. */
export function redactText(text: string, apiKey: string): string {
	const withoutKey = isRedactable(apiKey) ? text.split(apiKey).join(HIDDEN) : text;
	return withoutKey.replace(KEY_SHAPE, HIDDEN);
}

/**
 * Takes the key out of an API answer, should the API or a proxy echo it. Returns the value itself when
 * there is nothing to hide, so that the usual answer is not copied.
 */
export function redactValue<T>(value: T, apiKey: string): T {
	return isRedactable(apiKey) && containsKey(value, apiKey) ? (hideKey(value, apiKey) as T) : value;
}

function hideKey(value: unknown, apiKey: string): unknown {
	if (typeof value === 'string') return value.split(apiKey).join(HIDDEN);
	if (Array.isArray(value)) return value.map((entry) => hideKey(entry, apiKey));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => [hideKey(name, apiKey), hideKey(entry, apiKey)]),
	);
}

/** Whether a file repeats the key: to take it out would break the file. */
export function holdsKey(bytes: Buffer, apiKey: string): boolean {
	return isRedactable(apiKey) && bytes.includes(apiKey);
}

function isRedactable(apiKey: string): boolean {
	return apiKey.length >= MIN_REDACTED_KEY_LENGTH;
}

function containsKey(value: unknown, apiKey: string): boolean {
	if (typeof value === 'string') return value.includes(apiKey);
	if (Array.isArray(value)) return value.some((entry) => containsKey(entry, apiKey));
	if (typeof value !== 'object' || value === null) return false;
	return Object.entries(value).some(([name, entry]) => name.includes(apiKey) || containsKey(entry, apiKey));
}

/** A text of the API is quoted up to this length: a page of HTML is no message. */
const MAX_QUOTED_LENGTH = 500;
/** Control characters, what breaks a line or turns the direction of reading around, and markup. */
const UNQUOTABLE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}<>]+/gu;

/**
 * Makes a text from outside fit to stand inside one of ours: one line, no markup, short, no key in it.
 * @param apiKey is needed for texts that no answer's redaction went over, such as parameters and refusals.
 */
export function tidyText(text: string, apiKey = ''): string {
	return redactText(text, apiKey).replace(UNQUOTABLE, ' ').trim().slice(0, MAX_QUOTED_LENGTH).toWellFormed();
}

/** An address or a date fits; of a whole paragraph, the beginning says enough. */
const MAX_GIVEN_LENGTH = 60;

/** What a field was given, for a text about it: of an expression, nobody sees the value elsewhere. */
export function quoteGiven(value: unknown): string {
	if (value === undefined || value === null || value === '') return 'nothing';
	if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
	const text = tidyText(toText(value));
	const isLong = text.length > MAX_GIVEN_LENGTH;
	return `"${isLong ? `${text.slice(0, MAX_GIVEN_LENGTH).toWellFormed()}...` : text}"`;
}
