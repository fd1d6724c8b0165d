import { PAGE_REQUEST } from '../../api/requestNames';
import type { Dialect } from './dialect';

/** Pages by how many rows stand before them: it moves on by what a page holds, whatever was asked for. */
export const offsetDialect = {
	toQuery: ({ offset, name = PAGE_REQUEST.offsetParameter }) => ({ [name]: offset }),

	next({ facts, place }) {
		const isInDialect = place.by === 'offset' || facts.nextOffset !== undefined;
		if (!isInDialect && (facts.offset === undefined || facts.page !== undefined)) return undefined;
		const before = facts.offset ?? (place.by === 'offset' ? place.offset : 0);
		const offset = facts.nextOffset ?? before + facts.rows.length;
		const name = facts.offsetName ?? (place.by === 'offset' ? place.name : undefined);
		const isUsual = name === undefined || name === PAGE_REQUEST.offsetParameter;
		return { kind: 'next', place: { by: 'offset', offset, ...(isUsual ? {} : { name }) } };
	},
} satisfies Dialect<'offset'>;
