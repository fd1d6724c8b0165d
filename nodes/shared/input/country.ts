import type { INodePropertyOptions } from 'n8n-workflow';

import { invalidInput } from '../errors/connectorError';
import { quoteGiven } from '../util/redact';

/** Regions that Intl has a name for and nobody lives in as a country: unions, test entries, "unknown". */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);

/** Names that APIs and people use and Intl does not know. */
const OTHER_NAMES = {
	'united states of america': 'US',
	'great britain': 'GB',
	'czech republic': 'CZ',
	'russian federation': 'RU',
	'republic of korea': 'KR',
	turkey: 'TR',
	burma: 'MM',
	'ivory coast': 'CI',
} as const;

/** English first: where two languages use one name for different countries, it decides. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'nb', 'fi', 'cs', 'tr'];

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Names are the host's own: the package brings no table of countries. */
function namesIn(language: string, style: 'long' | 'short' = 'long'): Intl.DisplayNames {
	return new Intl.DisplayNames([language], { type: 'region', fallback: 'none', style });
}

let knownCodes: ReadonlyMap<string, string> | undefined;

/** The English name of each country by its code (ISO 3166-1 alpha-2). */
function countries(): ReadonlyMap<string, string> {
	return (knownCodes ??= new Map(listCodes(namesIn('en'))));
}

function listCodes(english: Intl.DisplayNames): Array<[string, string]> {
	return LETTERS.flatMap((first) =>
		LETTERS.flatMap((second): Array<[string, string]> => {
			const code = first + second;
			const name = english.of(code);
			const isCountry = name !== undefined && !NO_COUNTRIES.has(code) && regionOf(code) === code;
			return isCountry ? [[code, name]] : [];
		}),
	);
}

/** The code of today's region: UK is GB, and 276, its number, is DE. */
function regionOf(code: string): string | undefined {
	return new Intl.Locale(`und-${code}`).region;
}

let knownNames: ReadonlyMap<string, string> | undefined;

/** The code of each country by its names: in several languages, and in that of most of its people. */
function codesByName(): ReadonlyMap<string, string> {
	if (knownNames) return knownNames;
	const codes = new Map<string, string>();
	const add = (name: string | undefined, code: string) => {
		const key = toKey(name ?? '');
		if (key !== '' && !codes.has(key)) codes.set(key, code);
	};
	for (const [name, code] of Object.entries(OTHER_NAMES)) add(name, code);
	for (const language of LANGUAGES) {
		const [long, short] = [namesIn(language), namesIn(language, 'short')];
		for (const code of countries().keys()) for (const names of [long, short]) add(names.of(code), code);
	}
	for (const code of countries().keys()) {
		add(namesIn(new Intl.Locale(`und-${code}`).maximize().language).of(code), code);
	}
	return (knownNames = codes);
}

/** Without case, accents, punctuation and a leading "the", which one list of countries has and another has not. */
function toKey(name: string): string {
	const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('&', ' and ');
	return plain
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim()
		.replace(/^the /, '');
}

/** A code as a list may write it: two letters, or the number of ISO 3166-1. */
const CODE = /^(?:[a-z]{2}|\d{3})$/i;

/** Scans repeat few words; an API that sends another one each time must not fill the memory. */
const MAX_KNOWN_TEXTS = 2_000;
const knownTexts = new Map<string, string | undefined>();

/**
 * The code of a country (ISO 3166-1 alpha-2) that is written as `DE`, `de`, `276`, `Germany` or `Deutschland`.
 * @returns undefined for what names no country.
 */
export function countryCode(text: string): string | undefined {
	if (knownTexts.has(text)) return knownTexts.get(text);
	const code = findCode(text.trim());
	if (knownTexts.size < MAX_KNOWN_TEXTS) knownTexts.set(text, code);
	return code;
}

/**
 * The code of a country that a filter names.
 * @throws {ConnectorError} kind 'invalidInput' for what names no country: no scan could pass.
 */
export function requireCountryCode(text: string): string {
	const code = countryCode(text);
	if (code === undefined) throw invalidInput('countryUnknown', { given: quoteGiven(text) });
	return code;
}

/** No name of a country is as long; comparing a longer text would only take time. */
const MAX_NAME_LENGTH = 100;

function findCode(text: string): string | undefined {
	const code = CODE.test(text) ? regionOf(text) : undefined;
	if (code !== undefined && countries().has(code)) return code;
	return text.length > MAX_NAME_LENGTH ? undefined : codesByName().get(toKey(text));
}

/** The English name of a country by its code; the code itself where there is none. */
export function countryName(code: string): string {
	return countries().get(code) ?? code;
}

/** Feeds a multi-select: all countries by their names. Makes no call. */
export async function getCountries(): Promise<INodePropertyOptions[]> {
	return [...countries()]
		.map(([value, name]) => ({ name: `${name} (${value})`, value }))
		.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
