import { PAGING } from '../contract';
import { isObject, omitUndefined } from '../../util/objects';

/** What one answer tells about its place in a list (A2). Everything but the rows may be missing. */
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
	nextCursor?: string;
	/** From `links.next` or a Link header: an address, never followed as such. */
	nextLink?: string;
	/** A next cursor or link is named and empty: the answer says itself that nothing follows. */
	saysLast?: boolean;
}

type Container = { [name: string]: unknown };

/**
 * Reads the rows and whatever paging facts an answer shows, in any of the styles of A2.
 * @returns undefined when there is no list in the answer at all.
 */
export function readPageFacts(body: unknown, headers: Record<string, unknown>): PageFacts | undefined {
	const rows = findRows(body);
	if (!rows) return undefined;
	const containers = factContainers(body);
	const size = pick(containers, PAGING.sizeKeys, toCount);
	return omitUndefined({
		rows,
		page: pick(containers, PAGING.pageKeys, toCount)?.value,
		size: size?.value,
		sizeName: size?.name,
		total: pick(containers, PAGING.totalKeys, toCount)?.value,
		totalPages: pick(containers, PAGING.totalPagesKeys, toCount)?.value,
		hasMore: pick(containers, PAGING.hasMoreKeys, toFlag)?.value,
		offset: pick(containers, PAGING.offsetKeys, toCount)?.value,
		nextCursor: pick(containers, PAGING.nextCursorKeys, toCursor)?.value,
		nextLink: pick(containers, PAGING.nextLinkKeys, toLink)?.value ?? readLinkHeader(headers.link),
		saysLast: pick(containers, [...PAGING.nextCursorKeys, ...PAGING.nextLinkKeys], toNothing)?.value,
	});
}

function findRows(body: unknown): unknown[] | undefined {
	if (isList(body)) return body;
	if (!isObject(body)) return undefined;
	const found = PAGING.listKeys.map((key) => body[key]).find(isList);
	return found ?? (isObject(body.data) ? findRows(body.data) : undefined);
}

function isList(value: unknown): value is unknown[] {
	return Array.isArray(value);
}

/** The places where facts may stand, the most specific first. */
function factContainers(body: unknown): Container[] {
	const roots = [body, isObject(body) ? body.data : undefined].filter(isObject);
	const named = roots.flatMap((root) => PAGING.factContainers.map((key) => root[key]));
	const nested = named.filter(isObject).flatMap((root) => PAGING.factContainers.map((key) => root[key]));
	const links = [...roots, ...named].filter(isObject).map((root) => root.links);
	return [...nested, ...named, ...links, ...roots].filter(isObject);
}

function pick<T>(
	containers: Container[],
	names: readonly string[],
	convert: (value: unknown) => T | undefined,
): { name: string; value: T } | undefined {
	for (const container of containers) {
		for (const name of names) {
			const value = convert(container[name]);
			if (value !== undefined) return { name, value };
		}
	}
	return undefined;
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

function toLink(value: unknown): string | undefined {
	if (isObject(value)) return toLink(value.href);
	return typeof value === 'string' && /[/?]/.test(value) ? value : undefined;
}

function toNothing(value: unknown): true | undefined {
	return value === null || value === '' ? true : undefined;
}

const NEXT_LINK = /<([^<>]{1,4096})>\s*;[^,<]*\brel="?next\b/i;

function readLinkHeader(header: unknown): string | undefined {
	return typeof header === 'string' ? NEXT_LINK.exec(header)?.[1] : undefined;
}
