import { toComparableText } from './visibleText';

/** A text by which a filter and a value of the API are compared: without case, accents and stray white space. */
export function toFilterText(text: string): string {
	const plain = text.normalize('NFD').replace(/\p{M}/gu, '');
	return toComparableText(plain).toLowerCase();
}

/** Whether a text has a phrase in it as whole words: "safari" in "Mobile Safari 17", "ios" not in "Helios". */
export function hasWords(text: string, phrase: string): boolean {
	return phrase !== '' && ` ${toWords(text)} `.includes(` ${toWords(phrase)} `);
}

function toWords(text: string): string {
	return text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}
