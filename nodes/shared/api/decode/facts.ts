import { isObject } from '../../util/objects';
import { tidyText } from '../../util/redact';

/** Under which names an answer may state one fact. Letter case, `_`, `-` and spaces don't count: `scannedAt` is `scanned_at`. */
export interface FactNames {
	/** The likeliest first. A dot leads into an object: `qr_codes.limit`. */
	readonly names: readonly string[];
	/** Objects in which the fact may stand under one of its names: `location.country`. */
	readonly inside?: readonly string[];
	/** Where the fact is an object itself, the members that may say it: `country.code`. */
	readonly parts?: readonly string[];
}

/** Takes a value for a fact; undefined where it can't be one. */
export type ReadValue<T> = (value: unknown) => T | undefined;

/** JSON can carry it, and copying would make it the prototype of the copy. */
const UNTRUSTED_KEY = '__proto__';

interface Member {
	/** As the answer spells it. */
	key: string;
	value: unknown;
}

type Members = ReadonlyMap<string, Member>;

/** Objects that only wrap the facts of a code or a scan, as those of JSON:API and GraphQL do. */
const WRAPPERS = ['attributes', 'properties', 'fields', 'node'];

/** No code, scan or account has as many members; the rest of an object that does is not looked at. */
const MAX_MEMBERS = 1_000;

/** Reads facts from an object of an answer, under whichever of their names it states them. Never changes it. */
export class Facts {
	private known: Members | undefined;

	constructor(readonly object: Readonly<Record<string, unknown>>) {}

	/**
	 * The first value of a fact, at the top or one object deeper.
	 * @param read decides what can be the fact: an empty value, or one of another kind, is passed over.
	 */
	first<T>(fact: FactNames, read: ReadValue<T>): T | undefined {
		// nearly always the first name as it stands in the table, and a log has 100,000 entries
		const [usual = ''] = fact.names;
		const value = Object.hasOwn(this.object, usual) ? read(this.object[usual]) : undefined;
		return value ?? this.all(fact, read)[0];
	}

	/** Every value of a fact, the likeliest first: the code of a country and its name. */
	all<T>(fact: FactNames, read: ReadValue<T>): T[] {
		const { names, inside = [], parts = [] } = fact;
		const top = (this.known ??= membersOf(this.object));
		const nested = [...WRAPPERS, ...inside].map((name) => top.get(toKey(name))?.value).filter(isObject);
		return [top, ...nested.map(membersOf)].flatMap((members) =>
			names.flatMap((name) => valuesAt(members, name, parts).map(read).filter(isPresent)),
		);
	}

	/** The keys of the object itself under which it states a fact, as it spells them, the likeliest first. */
	keys({ names }: FactNames): string[] {
		const members = (this.known ??= membersOf(this.object));
		return names.flatMap((name) => members.get(toKey(name))?.key ?? []);
	}
}

/** The first value of a fact in an object; see {@link Facts.first}. */
export function readFact<T>(
	object: Readonly<Record<string, unknown>>,
	fact: FactNames,
	read: ReadValue<T>,
): T | undefined {
	return new Facts(object).first(fact, read);
}

/** The members of an object that are objects themselves. */
export function objectsIn(object: Readonly<Record<string, unknown>>): Array<Record<string, unknown>> {
	return Object.entries(object).flatMap(([key, value]) =>
		key !== UNTRUSTED_KEY && isObject(value) ? [value] : [],
	);
}

function valuesAt(members: Members, name: string, parts: readonly string[]): unknown[] {
	const [first = '', second] = name.split('.');
	const value = members.get(toKey(first))?.value;
	const deeper = second === undefined ? parts : [second];
	const inner = isObject(value) && deeper.length > 0 ? membersOf(value) : undefined;
	return [
		...(second === undefined ? [value] : []),
		...(inner ? deeper.map((part) => inner.get(toKey(part))?.value) : []),
	];
}

/** The members of an object, by {@link toKey} of their names. */
export function membersOf(object: Readonly<Record<string, unknown>>): Members {
	const members = new Map<string, Member>();
	let count = 0;
	for (const key in object) {
		if (++count > MAX_MEMBERS) break;
		if (!Object.hasOwn(object, key) || key === UNTRUSTED_KEY) continue;
		const spelling = toKey(key);
		const known = members.get(spelling);
		// of two spellings of one name, an empty one does not hide the other
		if (!known || !isFilled(known.value)) members.set(spelling, { key, value: object[key] });
	}
	return members;
}

const keysBySpelling = new Map<string, string>();
/** Names repeat from entry to entry; an answer with names of its own in each must not fill the memory. */
const MAX_KNOWN_SPELLINGS = 2_000;

/** One spelling for all of a name: `scannedAt`, `scanned_at` and `Scanned-At` are `scannedat`. */
export function toKey(name: string): string {
	const known = keysBySpelling.get(name);
	if (known !== undefined) return known;
	const key = name.toLowerCase().replace(/[\s_-]/g, '');
	if (keysBySpelling.size < MAX_KNOWN_SPELLINGS) keysBySpelling.set(name, key);
	return key;
}

function isFilled(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}

function isPresent<T>(value: T | undefined): value is T {
	return value !== undefined;
}

/** A text lists this many names: more than any object has that is documented or assumed. */
const MAX_LISTED_NAMES = 40;

/** The names of fields for a text about an answer that can't be understood. */
export function describeNames(names: readonly string[]): string {
	return tidyText([...new Set(names)].slice(0, MAX_LISTED_NAMES).join(', ')) || 'none';
}
