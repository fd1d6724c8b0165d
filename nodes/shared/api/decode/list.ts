import { PAGING } from '../contract';
import { isObject, omitUndefined } from '../../util/objects';

/** What one answer says about its place in a list (A2). Everything but the rows may be missing. */
export interface PageFacts {
	rows: unknown[];
	page?: number;
	size?: number;
	/** Under which name the answer gave `size`. */
	sizeName?: string;
	total?: number;
	totalPages?: number;
	hasMore?: boolean;
	offset?: number;
	/** Under which name the answer gave `offset`. */
	offsetName?: string;
	/** The number of the next page, its offset, or a cursor that happens to be a number. */
	nextNumber?: number;
	nextOffset?: number;
	nextCursor?: string;
	/** Under which name the answer gave `nextCursor` or `nextNumber`. */
	cursorName?: string;
	/** An address, never followed as such. */
	nextLink?: string;
	/** A next cursor, page or link is named and empty: the answer says itself that nothing follows. */
	saysLast?: boolean;
	/** What may speak of a further page in a way that is not understood, as it stands in the answer. */
	unreadSign?: string;
}

type Container = { [name: string]: unknown };
type Named<T> = { name: string; value: T };

/**
 * Reads the rows and whatever paging facts an answer shows, in any of the styles of A2.
 * @returns undefined when there is no list in the answer at all.
 */
export function readPageFacts(body: unknown, headers: Record<string, unknown>): PageFacts | undefined {
	const rows = findRows(body);
	if (!rows) return undefined;
	const places = factContainers(body);
	const links = membersOf(places, PAGING.linkContainers);
	const size = pick(places, PAGING.sizeKeys, toCount);
	const offset = pick(places, PAGING.offsetKeys, toCount);
	const hasMore = pick(places, PAGING.hasMoreKeys, toFlag)?.value;
	const next = readNext(places, links, headers.link);
	const leadsOn = hasMore !== undefined || Object.keys(next).length > 0;
	return omitUndefined({
		rows,
		page: pick(places, PAGING.pageKeys, toCount)?.value,
		size: size?.value,
		sizeName: size?.name,
		total: pick(places, PAGING.totalKeys, toCount)?.value ?? readCount(places, rows.length),
		totalPages: pick(places, PAGING.totalPagesKeys, toCount)?.value,
		hasMore,
		offset: offset?.value,
		offsetName: offset?.name,
		...next,
		saysLast: pick([...places, ...links], NEXT_KEYS, toNothing)?.value,
		unreadSign: leadsOn ? undefined : findUnreadSign([...places, ...links]),
	});
}

const NEXT_KEYS = [...PAGING.nextCursorKeys, ...PAGING.nextKeys, ...PAGING.nextOffsetKeys];

/** By a known name, or else the one array of objects that there is. Null is an empty list, as some servers write it. */
function findRows(body: unknown): unknown[] | undefined {
	if (Array.isArray(body)) return body as unknown[];
	if (!isObject(body)) return undefined;
	const named = pick([body], PAGING.listKeys, toRows)?.value;
	if (named) return named;
	if (isObject(body.data)) return findRows(body.data);
	const only = findOnlyRows(body);
	if (only) return only;
	return pick([body], PAGING.listKeys, (value) => (value === null ? [] : undefined))?.value;
}

function toRows(value: unknown): unknown[] | undefined {
	return Array.isArray(value) ? value : undefined;
}

function findOnlyRows(body: Container): unknown[] | undefined {
	const lists = membersUpTo(body)
		.filter(([name, value]) => Array.isArray(value) && !NO_ROWS.test(name))
		.map(([, value]) => value as unknown[]);
	return lists.length === 1 && lists[0]?.length && lists[0].every(isObject) ? lists[0] : undefined;
}

const NO_ROWS = /errors?$|warnings?$|links?$|messages?$/i;

/** The places where facts may stand, the most specific first. */
function factContainers(body: unknown): Container[] {
	const roots = [body, isObject(body) ? body.data : undefined].filter(isObject);
	const named = membersOf(roots, PAGING.factContainers);
	return [...membersOf(named, PAGING.factContainers), ...named, ...roots];
}

function membersOf(containers: Container[], names: readonly string[]): Container[] {
	const spelled = names.flatMap(spellings);
	return containers.flatMap((container) => spelled.map((name) => container[name]).filter(isObject));
}

/** Of the names in the tables only: every page is searched for all of them. */
const spellingsByName = new Map<string, string[]>();

function spellings(name: string): string[] {
	const known = spellingsByName.get(name);
	if (known) return known;
	const camelCase = name.replace(/(?<=[a-z])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
	const both = camelCase === name ? [name] : [name, camelCase];
	spellingsByName.set(name, both);
	return both;
}

function pick<T>(
	containers: Container[],
	names: readonly string[],
	convert: (value: unknown) => T | undefined,
): Named<T> | undefined {
	const spelled = names.flatMap(spellings);
	for (const container of containers) {
		for (const name of spelled) {
			const value = convert(container[name]);
			if (value !== undefined) return { name, value };
		}
	}
	return undefined;
}

/** How the answer names the next page; nothing where it does not. */
function readNext(places: Container[], links: Container[], linkHeader: unknown): Partial<PageFacts> {
	const cursor = pick(places, PAGING.nextCursorKeys, toCursor) ?? pick(places, PAGING.nextKeys, toToken);
	const nested = membersOf(places, PAGING.nextKeys);
	const isNamed = pick(places, [...PAGING.nextCursorKeys, ...PAGING.nextKeys], toPresent) !== undefined;
	const bare = pick(isNamed ? nested : places, PAGING.bareCursorKeys, toCursor);
	const number = pick(places, PAGING.nextKeys, toCount);
	const nextCursor = cursor ?? bare;
	return omitUndefined({
		nextCursor: nextCursor?.value,
		nextNumber: number?.value,
		cursorName: (nextCursor ?? number)?.name,
		nextLink: pick([...places, ...links], PAGING.nextKeys, toLink)?.value ?? readLinkHeader(linkHeader),
		nextOffset: pick(places, PAGING.nextOffsetKeys, toCount)?.value,
	});
}

function toPresent(value: unknown): true | undefined {
	return value === undefined ? undefined : true;
}

function readCount(places: Container[], rowCount: number): number | undefined {
	const count = pick(places, PAGING.countKeys, toCount)?.value;
	return count !== undefined && count > rowCount ? count : undefined;
}

function toCount(value: unknown): number | undefined {
	const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function toFlag(value: unknown): boolean | undefined {
	return typeof value === 'boolean' ? value : undefined;
}

function toCursor(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `next: "eyJpZCI6MTAwfQ"`: what is neither an address nor a number. */
function toToken(value: unknown): string | undefined {
	const isToken = typeof value === 'string' && toLink(value) === undefined && toCount(value) === undefined;
	return isToken ? toCursor(value) : undefined;
}

function toLink(value: unknown): string | undefined {
	if (isObject(value)) return toLink(value.href ?? value.link ?? value.url);
	return typeof value === 'string' && LINK.test(value) ? value : undefined;
}

/** A cursor may hold slashes as well, but hardly begins with one. */
const LINK = /^(?:https?:\/)?\/|\?/i;

function toNothing(value: unknown): true | undefined {
	return value === null || value === '' || value === false ? true : undefined;
}

const NEXT_LINK = /<([^<>]{1,4096})>\s*;[^,<]*\brel="?next\b/i;

function readLinkHeader(header: unknown): string | undefined {
	return typeof header === 'string' ? NEXT_LINK.exec(header)?.[1] : undefined;
}

/** Names that speak of what follows: `moreAvailable`, `nextPageUri`, `scroll_id`, `LastEvaluatedKey`. */
const SIGN = /^(?:(?:has|is)_?)?(?:next|more)(?:_?[a-z]+)?$|^continu|^scroll_?id$|^last_?evaluated_?key$/i;
/** Names that begin like these and speak of something else. */
const NO_SIGN = /^more_?info|^next_?(?:steps?|run|billing|reset|scan)/i;
const MAX_SIGN_LENGTH = 80;

function findUnreadSign(containers: Container[]): string | undefined {
	const sign = containers
		.flatMap(membersUpTo)
		.find(([name, value]) => SIGN.test(name) && !NO_SIGN.test(name) && !isEmpty(value));
	return sign && `"${sign[0]}": ${JSON.stringify(sign[1])}`.slice(0, MAX_SIGN_LENGTH);
}

/** No honest container has more members. */
const MAX_MEMBERS = 100;

function membersUpTo(container: Container): Array<[string, unknown]> {
	const members: Array<[string, unknown]> = [];
	for (const name in container) {
		if (members.length >= MAX_MEMBERS) break;
		members.push([name, container[name]]);
	}
	return members;
}

function isEmpty(value: unknown): boolean {
	return typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value;
}
