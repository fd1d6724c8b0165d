import { isSameOrigin } from '../../http/connection';
import type { Dialect } from './dialect';

/** Pages by an address in the answer. Its query is taken over, the rest never: the key stays with the base URL. */
export const linkDialect = {
	toQuery: ({ query }) => query,

	next({ facts, baseUrl }) {
		if (facts.nextLink === undefined) return undefined;
		const url = parseLink(facts.nextLink, baseUrl);
		if (url && isSameOrigin(url.href, baseUrl)) {
			return { kind: 'next', place: { by: 'link', query: Object.fromEntries(url.searchParams) } };
		}
		const { total, totalPages, hasMore } = facts;
		if (total !== undefined || totalPages !== undefined || hasMore !== undefined) return undefined;
		const reason = 'its link to the next page leads to another address, where your API key must not go';
		return { kind: 'stuck', reason };
	},
} satisfies Dialect<'link'>;

function parseLink(link: string, baseUrl: string): URL | undefined {
	try {
		return new URL(link, `${baseUrl}/`);
	} catch {
		return undefined;
	}
}
