import { BASE_PATH, API_ORIGIN } from './harness';
import type { ListAnswer, ListQuery, ListServer } from './listServer';

/** An entry of a list. */
export type Row = { id: string; [name: string]: unknown };

/** A list as a service pages it: each takes its own parameters, and no notice of others. */
export type PagingService = (rows: readonly Row[]) => ListServer;

const LIST = `${API_ORIGIN}${BASE_PATH}/qr-codes`;
const MAX_SIZE = 100;

interface Page {
	data: Row[];
	total: number;
	/** Counted as the service counts. */
	page: number;
	isLast: boolean;
	pages: number;
	/** How many rows stand before it. */
	start: number;
	size: number;
}

interface Paging {
	/** The parameter that names the page, the offset or the token. */
	by: string;
	/** The number of the first page. */
	from?: number;
	size?: number;
	/** The parameter that the size of a page is taken from. */
	sizeBy?: string;
}

const toNumber = (text: string | undefined, otherwise: number) =>
	text === undefined || Number.isNaN(Number(text)) ? otherwise : Number(text);

function cut(rows: readonly Row[], start: number, size: number, from: number): Page {
	const data = start < 0 ? [] : rows.slice(start, start + size);
	const pages = Math.max(1, Math.ceil(rows.length / size));
	const isLast = start + size >= rows.length;
	return { data, total: rows.length, page: start / size + from, isLast, pages, start, size };
}

const sizeOf = ({ size = 20, sizeBy }: Paging, query: ListQuery) =>
	sizeBy === undefined ? size : Math.min(MAX_SIZE, toNumber(query[sizeBy], size));

const byPage =
	(paging: Paging, answer: (page: Page) => ListAnswer): PagingService =>
	(rows) =>
	(query) => {
		const [size, from] = [sizeOf(paging, query), paging.from ?? 1];
		return answer(cut(rows, (toNumber(query[paging.by], from) - from) * size, size, from));
	};

const byOffset =
	(paging: Paging, answer: (page: Page) => ListAnswer): PagingService =>
	(rows) =>
	(query) =>
		answer(cut(rows, toNumber(query[paging.by], 0), sizeOf(paging, query), 1));

/** @param answer gets the token of the next page, or none at the end. */
const byToken =
	(
		paging: Paging,
		answer: (data: Row[], next: string | undefined, total: number) => ListAnswer,
	): PagingService =>
	(rows) =>
	(query) => {
		const size = sizeOf(paging, query);
		const start = toNumber(/^tk(\d+)z$/.exec(query[paging.by] ?? '')?.[1], 0);
		const next = start + size < rows.length ? `tk${start + size}z` : undefined;
		return answer(rows.slice(start, start + size), next, rows.length);
	};

/** `{}` where there is no value. */
const maybe = (name: string, value: unknown) => (value === undefined ? {} : { [name]: value });
const header = (name: string, value: string | undefined): Record<string, string> =>
	value === undefined ? {} : { [name]: value };
const linkTo = (query: string, isLast: boolean) => (isLast ? null : `${LIST}?${query}`);
const toResource = ({ id, ...attributes }: Row) => ({ id, type: 'qr-codes', attributes });

/** Lists as comparable services and common frameworks write them. */
export const SERVICES: Record<string, PagingService> = {
	'Laravel, resource': byPage({ by: 'page', size: 15 }, ({ data, page, pages, total, isLast }) => ({
		body: {
			data,
			links: { first: `${LIST}?page=1`, prev: null, next: linkTo(`page=${page + 1}`, isLast) },
			meta: { current_page: page, from: 1, last_page: pages, links: [{ url: null }], per_page: 15, total },
		},
	})),
	'Laravel, simple': byPage({ by: 'page', size: 15 }, ({ data, page, isLast }) => ({
		body: {
			current_page: page,
			data,
			from: 1,
			next_page_url: linkTo(`page=${page + 1}`, isLast),
			per_page: 15,
		},
	})),
	'Laravel, cursor': byToken({ by: 'cursor', size: 15 }, (data, next) => ({
		body: { data, per_page: 15, next_cursor: next ?? null, prev_cursor: null },
	})),
	'Django REST, pages': byPage({ by: 'page', size: 10 }, ({ data, page, total, isLast }) =>
		data.length === 0 && page > 1
			? { status: 404, body: { detail: 'Invalid page.' } }
			: { body: { count: total, next: linkTo(`page=${page + 1}`, isLast), previous: null, results: data } },
	),
	'Django REST, offsets (Uniqode)': byOffset(
		{ by: 'offset', size: 10, sizeBy: 'limit' },
		({ data, start, size, total, isLast }) => ({
			body: { count: total, next: linkTo(`limit=${size}&offset=${start + size}`, isLast), results: data },
		}),
	),
	Spring: byPage({ by: 'page', from: 0, sizeBy: 'size' }, ({ data, page, pages, total, size, isLast }) => ({
		body: {
			content: data,
			pageable: { sort: { sorted: false }, pageNumber: page, pageSize: size },
			...{ totalPages: pages, totalElements: total, last: isLast, size, number: page },
			...{ numberOfElements: data.length, first: page === 0, empty: data.length === 0 },
		},
	})),
	'Spring, slice': byPage({ by: 'page', from: 0, sizeBy: 'limit' }, ({ data, page, size, isLast }) => ({
		body: { content: data, last: isLast, size, number: page, first: page === 0, empty: data.length === 0 },
	})),
	'Spring, paged model': byPage({ by: 'page', from: 0 }, ({ data, page, pages, total, size }) => ({
		body: { content: data, page: { size, number: page, totalElements: total, totalPages: pages } },
	})),
	'JSON:API': byPage({ by: 'page[number]' }, ({ data, page, total, isLast }) => ({
		body: {
			data: data.map(toResource),
			links: { self: LIST, next: linkTo(`page%5Bnumber%5D=${page + 1}`, isLast) },
			meta: { total },
		},
	})),
	'JSON:API, without links (Strapi)': byPage({ by: 'pagination[page]' }, ({ data, page, pages, total }) => ({
		body: {
			data: data.map(toResource),
			meta: { pagination: { page, pageSize: 20, pageCount: pages, total } },
		},
	})),
	'JSON:API, with dashes': byPage({ by: 'seite' }, ({ data, page, pages, total }) => ({
		body: {
			data: data.map(toResource),
			meta: { 'current-page': page, 'total-pages': pages, 'total-count': total },
		},
	})),
	HAL: byPage({ by: 'page' }, ({ data, page, isLast }) => ({
		body: {
			_links: {
				self: { href: LIST },
				...(isLast ? {} : { next: { href: linkTo(`page=${page + 1}`, false) } }),
			},
			_embedded: { qr_codes: data },
		},
	})),
	OData: byOffset({ by: '$skip' }, ({ data, start, size, total, isLast }) => ({
		body: {
			...{ '@odata.count': total, value: data },
			...maybe('@odata.nextLink', linkTo(`$skip=${start + size}`, isLast) ?? undefined),
		},
	})),
	'OData, without a link': byOffset({ by: '$skip' }, ({ data, total }) => ({
		body: { '@odata.count': total, value: data },
	})),
	'OData 2': byOffset({ by: '$skip' }, ({ data, total }) => ({
		body: { d: { results: data, __count: String(total) } },
	})),
	GraphQL: byToken({ by: 'after', sizeBy: 'first' }, (data, next, total) => ({
		body: {
			data: {
				qrCodes: {
					totalCount: total,
					edges: data.map((node) => ({ node, cursor: `c${node.id}` })),
					pageInfo: { hasNextPage: next !== undefined, endCursor: next ?? 'tkend' },
				},
			},
		},
	})),
	'Rails, Link header': byPage({ by: 'page', size: 25 }, ({ data, page, total, isLast }) => ({
		body: data,
		headers: {
			'x-total-count': String(total),
			...(isLast ? {} : { link: `<${LIST}?page=1>; rel="first", <${LIST}?page=${page + 1}>; rel="next"` }),
		},
	})),
	'a total in a header alone': byPage({ by: 'seite' }, ({ data, total }) => ({
		body: data,
		headers: { 'x-total-count': String(total) },
	})),
	'ASP.NET, X-Pagination': byPage({ by: 'pageNumber' }, ({ data, total, isLast }) => ({
		body: data,
		headers: { 'x-pagination': JSON.stringify({ TotalCount: total, HasNext: !isLast }) },
	})),
	'ASP.NET, Pascal case': byPage({ by: 'page' }, ({ data, page, pages, total }) => ({
		body: { Items: data, PageNumber: page, PageSize: 20, TotalPages: pages, TotalCount: total },
	})),
	'a cursor in a header': byToken({ by: 'cursor' }, (data, next) => ({
		body: { data },
		headers: header('x-next-cursor', next && next),
	})),
	'Content-Range': byOffset({ by: 'from' }, ({ data, start, total }) => ({
		body: data,
		headers: { 'content-range': `items ${start}-${start + data.length - 1}/${total}` },
	})),
	WordPress: byPage({ by: 'page', size: 10, sizeBy: 'per_page' }, ({ data, page, pages, total }) =>
		page > pages
			? {
					status: 400,
					body: { code: 'rest_post_invalid_page_number', message: 'The page number is too large.' },
				}
			: { body: data, headers: { 'x-wp-total': String(total), 'x-wp-totalpages': String(pages) } },
	),
	Stripe: (rows) => (query) => {
		const start = rows.findIndex(({ id }) => id === query.starting_after) + 1;
		const size = toNumber(query.limit, 10);
		return {
			body: { object: 'list', has_more: start + size < rows.length, data: rows.slice(start, start + size) },
		};
	},
	Shopify: byToken({ by: 'page_info', size: 50 }, (data, next) => ({
		body: { qr_codes: data },
		headers: header('link', next && `<${LIST}?page_info=${next}&limit=50>; rel="next"`),
	})),
	Bitly: byToken({ by: 'search_after', size: 50 }, (data, next = '') => ({
		body: {
			qr_codes: data,
			pagination: { next: next && `${LIST}?search_after=${next}`, search_after: next },
		},
	})),
	'Bitly, without a link': byToken({ by: 'search_after', size: 50 }, (data, next = '') => ({
		body: { qr_codes: data, pagination: { size: 50, search_after: next } },
	})),
	'QR Tiger': byPage({ by: 'page', sizeBy: 'limit' }, ({ data, page, pages, total, size }) => ({
		body: { success: true, data: { qrs: data, total, page, limit: size, pages } },
	})),
	Mongoose: byPage(
		{ by: 'page', size: 10, sizeBy: 'limit' },
		({ data, page, pages, total, size, isLast }) => ({
			body: {
				docs: data.map(({ id, ...rest }) => ({ _id: { $oid: id }, ...rest })),
				...{ totalDocs: total, limit: size, totalPages: pages, page, hasNextPage: !isLast },
			},
		}),
	),
	Elasticsearch: byOffset({ by: 'from' }, ({ data, total }) => ({
		body: {
			hits: {
				total: { value: total, relation: 'eq' },
				hits: data.map(({ id, ...rest }) => ({ _id: id, _source: rest })),
			},
		},
	})),
	DynamoDB: byToken({ by: 'ExclusiveStartKey' }, (data, next) => ({
		body: { Items: data, Count: data.length, ...maybe('LastEvaluatedKey', next && { id: { S: next } }) },
	})),
	Airtable: byToken({ by: 'offset' }, (data, next) => ({
		body: { records: data.map(({ id, ...fields }) => ({ id, fields })), ...maybe('offset', next) },
	})),
	Notion: byToken({ by: 'start_cursor' }, (data, next) => ({
		body: { object: 'list', results: data, next_cursor: next ?? null, has_more: next !== undefined },
	})),
	Salesforce: byToken({ by: 'q' }, (data, next, total) => ({
		body: { totalSize: total, done: next === undefined, records: data, ...maybe('nextRecordsUrl', next) },
	})),
	HubSpot: byToken({ by: 'after' }, (data, next) => ({
		body: {
			results: data,
			...maybe('paging', next && { next: { after: next, link: `${LIST}?after=${next}` } }),
		},
	})),
	Zendesk: byToken({ by: 'page[after]' }, (data, next = '') => ({
		body: { items: data, meta: { after_cursor: next, before_cursor: 'x' } },
	})),
	'Microsoft Graph': byToken({ by: '$skiptoken' }, (data, next) => ({
		body: { value: data, ...maybe('@odata.nextLink', next && `${LIST}?$skiptoken=${next}`) },
	})),
	'Azure, continuation in a header': byToken({ by: 'token' }, (data, next) => ({
		body: { value: data },
		headers: header('x-ms-continuation', next && next),
	})),
	Contentful: byOffset({ by: 'skip', sizeBy: 'limit' }, ({ data, start, size, total }) => ({
		body: { total, skip: start, limit: size, items: data },
	})),
	Jira: byOffset({ by: 'startAt', sizeBy: 'maxResults' }, ({ data, start, size, isLast }) => ({
		body: { maxResults: size, startAt: start, isLast, values: data },
	})),
	Zoho: byToken({ by: 'page_token', size: 50 }, (data, next) => ({
		body: {
			data,
			info: { count: data.length, next_page_token: next ?? null, more_records: next !== undefined },
		},
	})),
	Pipedrive: byOffset({ by: 'start' }, ({ data, start, size, isLast }) => ({
		body: {
			data,
			additional_data: { pagination: { start, limit: size, more_items_in_collection: !isLast } },
		},
	})),
	Intercom: byToken({ by: 'starting_after' }, (data, next) => ({
		body: {
			data,
			pages: { type: 'pages', page: 1, ...maybe('next', next && { page: 2, starting_after: next }) },
		},
	})),
	Asana: byToken({ by: 'offset' }, (data, next) => ({
		body: { data, next_page: next === undefined ? null : { offset: next, uri: `${LIST}?offset=${next}` } },
	})),
	Algolia: byPage({ by: 'page', from: 0, sizeBy: 'hitsPerPage' }, ({ data, page, pages, total, size }) => ({
		body: { hits: data, page, nbHits: total, nbPages: pages, hitsPerPage: size },
	})),
	'Amazon S3': byToken({ by: 'continuation-token' }, (data, next) => ({
		body: { IsTruncated: next !== undefined, items: data, ...maybe('NextContinuationToken', next) },
	})),
	'a switch as a text': byPage({ by: 'page' }, ({ data, isLast }) => ({
		body: { data, has_more: isLast ? 'no' : 'yes' },
	})),
	'a switch as a number, other parameters': byPage({ by: 'seite' }, ({ data, isLast }) => ({
		body: { data, has_more: isLast ? 0 : 1 },
	})),
	'"done", other parameters': byPage({ by: 'seite' }, ({ data, isLast }) => ({
		body: { data, done: isLast },
	})),
	'what remains, other parameters': byPage({ by: 'seite' }, ({ data, start, total }) => ({
		body: { data, remaining: Math.max(0, total - start - data.length) },
	})),
	'a total in an unknown place': byPage({ by: 'seite' }, ({ data, total }) => ({
		body: { data, stats: { total } },
	})),
	'no word about pages, other parameters': byPage({ by: 'seite', size: 25 }, ({ data }) => ({ body: data })),
};
