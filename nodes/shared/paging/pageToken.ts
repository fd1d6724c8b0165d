import { PAGING } from '../api/contract';
import type { JsonObject, Query } from '../api/endpoints';
import { isObject } from '../util/objects';
import type { PagePosition, PagingDialect } from './pageQuery';

/** Where a walk through a list stands between two pages. */
export interface PagePlace {
	position: PagePosition;
	/** How the pages before were asked for; undefined where the next answer has yet to show it. */
	dialect?: PagingDialect;
	/** Rows on the pages before: where an answer tells a total only, the end is told by them. */
	rowsSeen: number;
}

/** The place as a text that {@link parsePageToken} understands. */
export function toPageToken({ position, dialect, rowsSeen }: PagePlace): string {
	return JSON.stringify({
		...position,
		...(dialect ? { sizeName: dialect.sizeName ?? null } : {}),
		rowsSeen,
	});
}

/** Reads a token back; anything that is none stands for the start of the list. */
export function parsePageToken(token: string | undefined): PagePlace {
	const parsed = parseObject(token);
	const position = toPosition(parsed);
	if (position.by === 'start') return { position, rowsSeen: 0 };
	const rowsSeen = isCount(parsed.rowsSeen) ? parsed.rowsSeen : 0;
	const sizeName = PAGING.sizeParameters.find((name) => name === parsed.sizeName);
	if (!sizeName && parsed.sizeName !== null) return { position, rowsSeen };
	return { position, dialect: { numbersFirstPage: false, ...(sizeName ? { sizeName } : {}) }, rowsSeen };
}

function parseObject(text: string | undefined): JsonObject {
	try {
		const parsed: unknown = JSON.parse(text ?? '');
		return isObject(parsed) ? parsed : {};
	} catch {
		return {};
	}
}

function toPosition({ by, page, offset, cursor, query }: JsonObject): PagePosition {
	if (by === 'page' && isCount(page)) return { by, page };
	if (by === 'offset' && isCount(offset)) return { by, offset };
	if (by === 'cursor' && typeof cursor === 'string') return { by, cursor };
	if (by === 'link' && isObject(query)) return { by, query: query as Query };
	return { by: 'start' };
}

function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}
