import { PAGING } from '../contract';
import { isObject, omitUndefined } from '../../util/objects';
import { listMembers, objectsIn, toKey, type Members } from './facts';
import { toFlag } from './values';

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
	/** The same of what is nothing to go by as long as the list seems to be whole. */
	doubtfulSign?: string;
	/** Whether it says that a page stands before it. */
	hasPrevious?: true;
}

type Container = { [name: string]: unknown };
type Named<T> = { name: string; value: T };

/**
 * Reads the rows and whatever paging facts an answer shows, in any of the styles of A2.
 * @returns undefined when there is no list in the answer at all.
 */
export function readPageFacts(body: unknown, headers: Record<string, unknown>): PageFacts | undefined {
	const found = findRows(body);
	if (!found) return undefined;
	const { rows, path } = found;
	const stated = readHeaders(headers);
	const places = [...factContainers(path), stated];
	const links = membersOf(places, PAGING.linkContainers);
	const size = pick(places, PAGING.sizeKeys, toCount);
	const offset = pick(places, PAGING.offsetKeys, toCount);
	const isLast = pick(places, PAGING.isLastKeys, toBoolean)?.value;
	const hasMore =
		pick(places, PAGING.hasMoreKeys, toSwitch)?.value ?? (isLast === undefined ? isLast : !isLast);
	const next = readNext(places, links, headers.link);
	const within = path.flatMap(objectsIn);
	const around = [...places, ...links, ...within, ...within.flatMap(objectsIn)];
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
		hasPrevious: readPrevious(places),
		unreadSign: leadsOn ? undefined : findUnreadSign(around, isSign),
		doubtfulSign: findUnreadSign(around, (name, value) => isDoubtful(name, value, rows.length)),
	});
}

const NEXT_KEYS = [...PAGING.nextCursorKeys, ...PAGING.nextKeys, ...PAGING.nextOffsetKeys];

/** The rows of an answer, and the objects that lead to them, the outermost first. */
interface Found {
	rows: unknown[];
	path: Container[];
}

/** `{"data": {"qr_codes": {"edges": […]}}}` */
const MAX_DEPTH = 4;

/** By a known name, or else the one array of objects that there is. Null is an empty list, as some servers write it. */
function findRows(body: unknown, outer: Container[] = []): Found | undefined {
	if (Array.isArray(body)) return { rows: body, path: outer };
	if (!isObject(body) || outer.length >= MAX_DEPTH) return undefined;
	const path = [...outer, body];
	const members = membersByKey(body);
	const named = PAGING.listKeys.map((name) => members.get(toKey(name))?.value);
	const filled = named.filter((value) => Array.isArray(value) && value.length > 0);
	// of two lists, the wrong one could be read
	if (filled.length > 1) return undefined;
	const rows = filled[0] ?? findOnlyRows(body) ?? named.find(Array.isArray);
	if (rows) return { rows: rows as unknown[], path };
	for (const inner of membersOf([body], [...PAGING.listKeys, ...PAGING.wrappers])) {
		const found = findRows(inner, path);
		if (found) return found;
	}
	return named.includes(null) ? { rows: [], path } : undefined;
}

function findOnlyRows(body: Container): unknown[] | undefined {
	const lists = membersUpTo(body).flatMap(([name, value]) =>
		Array.isArray(value) && value.length > 0 && value.every(isObject) && !NO_ROWS.test(name) ? [value] : [],
	);
	return lists.length === 1 ? lists[0] : undefined;
}

const NO_ROWS = /errors?$|warnings?$|links?$|messages?$/i;

/** The places where facts may stand, the most specific first. */
function factContainers(roots: Container[]): Container[] {
	const named = membersOf(roots, PAGING.factContainers);
	return [...membersOf(named, PAGING.factContainers), ...named, ...roots];
}

/** Every fact of a page is looked for in the same few objects. */
const knownMembers = new WeakMap<Container, Members>();

function membersByKey(container: Container): Members {
	const members = knownMembers.get(container) ?? listMembers(container);
	knownMembers.set(container, members);
	return members;
}

function membersOf(containers: Container[], names: readonly string[]): Container[] {
	return containers.flatMap((container) =>
		names.map((name) => membersByKey(container).get(toKey(name))?.value).filter(isObject),
	);
}

function pick<T>(
	containers: Container[],
	names: readonly string[],
	convert: (value: unknown) => T | undefined,
): Named<T> | undefined {
	for (const container of containers) {
		const members = membersByKey(container);
		for (const name of names) {
			const member = members.get(toKey(name));
			const value = convert(member?.value);
			if (member && value !== undefined) return { name: member.key, value };
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

function toBoolean(value: unknown): boolean | undefined {
	return typeof value === 'boolean' ? value : undefined;
}

/** Also as a text or a number. */
function toSwitch(value: unknown): boolean | undefined {
	return typeof value === 'object' ? undefined : toFlag(value);
}

/** Whether an answer says that a page stands before it. */
function readPrevious(places: Container[]): true | undefined {
	const isFirst = pick(places, PAGING.isFirstKeys, toBoolean)?.value;
	const says = pick(places, PAGING.hasPreviousKeys, toSwitch)?.value ?? isFirst === false;
	return says || undefined;
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

/** `X-Total-Count` is read as `total_count`. */
const LIST_HEADER =
	/^(?:x-)?(?:wp-|ms-)?((?:next-|total|page$|per-page|has-more|pagination|continuation|content-range).*)$/;

/** Some servers state the place of a page in headers alone. */
function readHeaders(headers: Record<string, unknown>): Container {
	return Object.fromEntries(
		Object.entries(headers).flatMap(([header, value]) => {
			const name = LIST_HEADER.exec(header)?.[1];
			return name === undefined ? [] : [[name, value]];
		}),
	);
}

const NEXT_LINK = /<([^<>]{1,4096})>\s*;[^,<]*\brel="?next\b/i;

function readLinkHeader(header: unknown): string | undefined {
	return typeof header === 'string' ? NEXT_LINK.exec(header)?.[1] : undefined;
}

/** Names that speak of what follows: `moreAvailable`, `nextPageUri`, `scroll_id`, `LastEvaluatedKey`. */
const SIGN = /^(?:(?:has|is)_?)?(?:next|more)(?:_?[a-z]+)?$|^continu|^scroll_?id$|^last_?evaluated_?key$/i;
/** Names that begin like these and speak of something else. */
const NO_SIGN = /^more_?info|^next_?(?:steps?|run|billing|reset|scan)/i;
/** What is nothing to go by, unless a list seems to be cut: then there is paging that is not understood. */
const DOUBTFUL_SIGN =
	/next|more|cursor|continu|token|scroll|offset|skip|start|after|marker|remain|total|count|pagina|page|range|limit|size|trunc|last|done|^(?:of|to)$/i;
const MAX_SIGN_LENGTH = 80;

const isSign = (name: string, value: unknown) => SIGN.test(name) && !NO_SIGN.test(name) && !isEmpty(value);

/** A count of the very rows that came, or a size of page that they don't fill, speaks of no others; "done": false does. */
function isDoubtful(name: string, value: unknown, rowCount: number): boolean {
	const count = toCount(value);
	if (count !== undefined && (count === rowCount || (/limit|size/i.test(name) && count > rowCount)))
		return false;
	const mayBe = isObject(value) ? /total/i : DOUBTFUL_SIGN;
	if (!mayBe.test(name) || NO_SIGN.test(name)) return false;
	return /last|done/i.test(name) ? value === false : !isEmpty(value);
}

function findUnreadSign(
	containers: Container[],
	isOne: (name: string, value: unknown) => boolean,
): string | undefined {
	const sign = containers.flatMap(membersUpTo).find(([name, value]) => isOne(name, value));
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
