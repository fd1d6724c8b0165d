import { invalid } from '../server/answers';
import type { OrderedList, Place } from '../store/orderedList';
import type { PagingStyle, Variants } from './variants';

export type Query = Record<string, string | string[]>;

/** The entries of a list in the order in which it shows them. */
export interface PageSource {
	/** The member that holds the entries in the style `nested_named`. */
	name: 'qr_codes' | 'scans';
	total: number;
	/** Up to `count` entries from `offset` on, as the API shows them. */
	read(offset: number, count: number): unknown[];
	/** The place of the entry at `offset`, from which a cursor continues. */
	placeAt(offset: number): Place;
	/** The offset of the first entry behind `place`. */
	offsetAfter(place: Place): number;
}

export interface PageRequest {
	offset: number;
	size: number;
	/** The number of the page asked for, where the style has numbers. */
	number: number;
}

type Position = 'page' | 'offset' | 'cursor' | 'page_token' | 'after' | 'none';

interface StyleParameters {
	position: Position;
	size: 'limit' | 'per_page' | 'none';
}

const BY_PAGE: StyleParameters = { position: 'page', size: 'limit' };
const BY_CURSOR: StyleParameters = { position: 'cursor', size: 'limit' };

/** The query parameters that each style knows (A2). */
const STYLE_PARAMETERS: Record<PagingStyle, StyleParameters> = {
	page_limit: BY_PAGE,
	per_page: { position: 'page', size: 'per_page' },
	has_more: BY_PAGE,
	meta: BY_PAGE,
	offset: { position: 'offset', size: 'limit' },
	next_cursor_pagination: BY_CURSOR,
	next_cursor_meta: BY_CURSOR,
	next_cursor_top: BY_CURSOR,
	next_cursor_camel: BY_CURSOR,
	next_page_token: { position: 'page_token', size: 'limit' },
	end_cursor: { position: 'after', size: 'limit' },
	total_items: BY_PAGE,
	from_zero: BY_PAGE,
	page_404: BY_PAGE,
	nested_items: BY_PAGE,
	nested_named: BY_PAGE,
	links_next: BY_PAGE,
	link_header: BY_PAGE,
	links_foreign: BY_PAGE,
	none: BY_PAGE,
	none_ignores_paging: { position: 'none', size: 'none' },
	repeat_page: BY_PAGE,
	repeat_cursor: BY_CURSOR,
	endless_empty: BY_PAGE,
};

const DEFAULT_PAGE_SIZE = 20;

/** Shows an ordered list from its oldest or from its newest entry on. */
export function toPageSource<T extends { readonly sequence: number }>(
	name: PageSource['name'],
	list: OrderedList<T>,
	order: 'newest_first' | 'oldest_first',
	present: (item: T) => unknown,
): PageSource {
	const total = list.length;
	const newestFirst = order === 'newest_first';
	const itemAt = (offset: number) => list.at(newestFirst ? total - 1 - offset : offset);
	return {
		name,
		total,
		read(offset, count) {
			const size = Math.max(0, Math.min(count, total - offset));
			return Array.from({ length: size }, (_, index) => present(itemAt(offset + index)));
		},
		placeAt: (offset) => list.placeOf(itemAt(offset)),
		offsetAfter: (place) => (newestFirst ? total - list.countBefore(place) : list.countUpTo(place)),
	};
}

export function readPageRequest(query: Query, source: PageSource, variants: Variants): PageRequest {
	const { position, size } = STYLE_PARAMETERS[variants.pagination];
	if (position === 'none') return { offset: 0, size: source.total, number: 1 };
	const pageSize = Math.min(readNumber(query, size, 1) ?? DEFAULT_PAGE_SIZE, variants.maxPageSize);
	if (position === 'offset') {
		return { offset: readNumber(query, 'offset', 0) ?? 0, size: pageSize, number: 1 };
	}
	if (position !== 'page') {
		return { offset: readCursorOffset(query[position], source, variants), size: pageSize, number: 1 };
	}
	const first = variants.pagination === 'from_zero' ? 0 : 1;
	const number = readNumber(query, 'page', first) ?? first;
	return { offset: (number - first) * pageSize, size: pageSize, number };
}

/** The parameters that a list knows in the given style; no other endpoint knows any. */
export function knownPageParameters(style: PagingStyle): string[] {
	const { position, size } = STYLE_PARAMETERS[style];
	return [position, size].filter((name) => name !== 'none');
}

/** In the variant `strictQuery`, refuses parameters that the endpoint doesn't know. */
export function checkQuery(query: Query, known: readonly string[], variants: Variants): void {
	if (!variants.strictQuery) return;
	const unknown = Object.keys(query).filter((name) => !known.includes(name));
	if (unknown.length === 0) return;
	throw invalid(unknown.map((field) => ({ field, message: 'unknown query parameter' })));
}

/** The cursor that `repeat_cursor` hands out again and again. */
export const STUCK_CURSOR = 'c3R1Y2s';

export function toCursor({ timeMs, sequence }: Place): string {
	return Buffer.from(`${timeMs}.${sequence}`).toString('base64url');
}

function readCursorOffset(
	given: string | string[] | undefined,
	source: PageSource,
	variants: Variants,
): number {
	const cursor = firstValue(given);
	if (cursor === undefined || variants.pagination === 'repeat_cursor') return 0;
	const match = /^(\d+)\.(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString());
	if (!match) throw invalid([{ field: 'cursor', message: 'is not a cursor of this list' }]);
	return source.offsetAfter({ timeMs: Number(match[1]), sequence: Number(match[2]) });
}

function readNumber(query: Query, name: string, least: number): number | undefined {
	const text = firstValue(query[name]);
	if (text === undefined) return undefined;
	if (!/^\d+$/.test(text) || Number(text) < least) {
		throw invalid([{ field: name, message: `must be a whole number, at least ${least}` }]);
	}
	return Number(text);
}

function firstValue(value: string | string[] | undefined): string | undefined {
	return Array.isArray(value) ? value[0] : value;
}
