import { notFound, success } from '../server/answers';
import type { Call } from '../server/endpoint';
import {
	STUCK_CURSOR,
	checkQuery,
	knownPageParameters,
	readPageRequest,
	toCursor,
	type PageSource,
} from './pageRequest';
import type { SandboxResponse } from '../store/types';
import type { PagingStyle } from './variants';

interface Page {
	name: PageSource['name'];
	items: unknown[];
	number: number;
	offset: number;
	size: number;
	total: number;
	totalPages: number;
	hasMore: boolean;
	nextCursor: string | null;
	/** The absolute address of a page of this list, on the given origin. */
	linkTo(number: number, origin: string): string;
	origin: string;
	foreignOrigin: string;
}

interface PageShape {
	/** What stands under `data` where it isn't the plain array. */
	data?: object;
	/** What stands beside `data`. */
	beside?: object;
	headers?: Record<string, string>;
	/** Kept beside `data` even without the envelope, since no client could go on without it. */
	isNeeded?: boolean;
}

function numbered({ number, size, total, totalPages }: Page) {
	return { page: number, limit: size, total, total_pages: totalPages };
}

function nextLink(page: Page, origin: string): object {
	return { next: page.hasMore ? page.linkTo(page.number + 1, origin) : null };
}

/** What an answer looks like in each style (A2). */
const SHAPES: Record<PagingStyle, (page: Page) => PageShape> = {
	page_limit: (page) => ({ beside: { pagination: numbered(page) } }),
	per_page: ({ number, size, total, totalPages }) => ({
		beside: { pagination: { page: number, per_page: size, total, total_pages: totalPages } },
	}),
	has_more: ({ number, size, hasMore }) => ({
		beside: { pagination: { page: number, limit: size, has_more: hasMore } },
	}),
	meta: (page) => ({ beside: { meta: numbered(page) } }),
	offset: ({ offset, size, total }) => ({ beside: { pagination: { offset, limit: size, total } } }),
	next_cursor_pagination: ({ nextCursor }) => ({
		beside: { pagination: { next_cursor: nextCursor } },
		isNeeded: true,
	}),
	next_cursor_meta: ({ nextCursor }) => ({ beside: { meta: { next_cursor: nextCursor } }, isNeeded: true }),
	next_cursor_top: ({ nextCursor }) => ({ beside: { next_cursor: nextCursor }, isNeeded: true }),
	next_cursor_camel: ({ nextCursor }) => ({ beside: { nextCursor }, isNeeded: true }),
	next_page_token: ({ nextCursor }) => ({ beside: { next_page_token: nextCursor }, isNeeded: true }),
	end_cursor: ({ nextCursor, hasMore }) => ({
		beside: { page_info: { has_next_page: hasMore, end_cursor: nextCursor } },
		isNeeded: true,
	}),
	total_items: ({ number, size, total }) => ({
		beside: { pagination: { page: number, limit: size, total_items: total } },
	}),
	from_zero: (page) => ({ beside: { pagination: numbered(page) }, isNeeded: true }),
	page_404: ({ number, size }) => ({ beside: { pagination: { page: number, limit: size } } }),
	nested_items: (page) => ({ data: { items: page.items, ...numbered(page) } }),
	nested_named: (page) => ({ data: { [page.name]: page.items, pagination: numbered(page) } }),
	links_next: (page) => ({ beside: { links: nextLink(page, page.origin) }, isNeeded: true }),
	link_header: (page) => ({ headers: toLinkHeader(page) }),
	links_foreign: (page) => ({ beside: { links: nextLink(page, page.foreignOrigin) }, isNeeded: true }),
	none: () => ({}),
	none_ignores_paging: () => ({}),
	repeat_page: ({ number, size }) => ({
		beside: { pagination: { page: number, limit: size, has_more: true } },
		isNeeded: true,
	}),
	repeat_cursor: () => ({ beside: { pagination: { next_cursor: STUCK_CURSOR } }, isNeeded: true }),
	endless_empty: ({ number, size }) => ({
		beside: { pagination: { page: number, limit: size, has_more: true } },
		isNeeded: true,
	}),
};

/** Answers one page of a list in the style and the envelope that the variants ask for. */
export function answerPage(call: Call, source: PageSource): SandboxResponse {
	const { variants } = call.store;
	checkQuery(call.query, knownPageParameters(variants.pagination), variants);
	const page = readPage(call, source);
	if (variants.pagination === 'page_404' && page.items.length === 0 && page.number > 1)
		throw notFound('Page');
	const empty = variants.emptyList === 'null' && page.total === 0 ? null : page.items;
	const { data = empty, beside = {}, headers = {}, isNeeded } = SHAPES[variants.pagination](page);
	if (variants.envelope === 'wrapped') {
		return { status: 200, headers, body: { success: true, data, ...beside } };
	}
	return isNeeded
		? { status: 200, headers, body: { data, ...beside } }
		: success(variants, data, { headers });
}

function readPage({ store, query, path }: Call, source: PageSource): Page {
	const { variants, publicOrigin } = store;
	const { number, size, ...asked } = readPageRequest(query, source, variants);
	const offset = variants.pagination === 'repeat_page' ? 0 : asked.offset;
	const items = source.read(offset, size);
	const hasMore = offset + items.length < source.total && items.length > 0;
	return {
		name: source.name,
		items,
		number,
		offset,
		size,
		total: source.total,
		totalPages: Math.ceil(source.total / Math.max(1, size)),
		hasMore,
		nextCursor: hasMore ? toCursor(source.placeAt(offset + items.length - 1)) : null,
		linkTo: (target, origin) => `${origin}${path}?page=${target}&limit=${size}`,
		origin: publicOrigin,
		foreignOrigin: variants.foreignOrigin,
	};
}

function toLinkHeader(page: Page): Record<string, string> {
	const links = [`<${page.linkTo(1, page.origin)}>; rel="first"`];
	if (page.hasMore) links.push(`<${page.linkTo(page.number + 1, page.origin)}>; rel="next"`);
	return { link: links.join(', ') };
}
