import { PAGE_SIZE } from '../../../nodes/shared/api/limits';
import { listQrCodes, type Query } from '../../../nodes/shared/api/endpoints';
import { decideNextPage, knowsNothingOfMore } from '../../../nodes/shared/paging/nextPage';
import { readPageFacts, type PageFacts } from '../../../nodes/shared/api/decode/list';
import type { PageParameters } from '../../../nodes/shared/paging/dialects/dialect';
import { PAGE_PARAMETERS, toPageQuery } from '../../../nodes/shared/paging/pageParameters';
import { readId } from '../../../nodes/shared/api/decode/qrCode';
import { isObject } from '../../../nodes/shared/util/objects';
import { isAccepted } from './answers';
import type { LiveAnswer, LiveClient } from './liveClient';
import type { MadeCodes } from './madeCodes';
import type { Observations } from './observations';

/** As the nodes ask for a list. */
export const WIDE_PAGE = PAGE_SIZE;
/** A parameter that no API knows: one that is strict about them refuses it. */
const UNKNOWN_PARAMETER: Query = { n8n_check_unknown: 1 };

export function factsOf(answer: LiveAnswer | undefined): PageFacts | undefined {
	return isAccepted(answer) ? readPageFacts(answer.body, answer.headers) : undefined;
}

/** Looks at the list of codes as the nodes would ask for it: a wide page, then pages of one. */
export async function observeLists(client: LiveClient, made: MadeCodes, seen: Observations): Promise<void> {
	const askWith = async (dialect: PageParameters, size: number) =>
		await client.call(listQrCodes(toPageQuery({ by: 'start' }, dialect, size)));

	for (const dialect of PAGE_PARAMETERS) {
		const answer = await askWith(dialect, WIDE_PAGE);
		if (isAccepted(answer)) {
			seen.dialect = dialect;
			seen.listWide = answer;
			break;
		}
		seen.refusedQueries.push(Object.keys(toPageQuery({ by: 'start' }, dialect, WIDE_PAGE)).join(' and '));
	}
	const wide = factsOf(seen.listWide);
	if (!seen.dialect || !wide) return;
	made.noteListed(wide.rows);
	await lookBeyond(client, seen, wide);

	if (!seen.dialect.size) return;
	seen.narrowManner = seen.dialect;
	seen.listNarrow = await askWith(seen.narrowManner, 1);
	const isIgnored = (factsOf(seen.listNarrow)?.rows.length ?? 0) > 1;
	if (isIgnored && seen.refusedQueries.length === 0) {
		// not the name that it takes; nobody refuses one that it does not know, so that this one is safe to try
		const otherName = { ...seen.dialect, size: 'per_page' };
		const answer = await askWith(otherName, 1);
		if (factsOf(answer)?.rows.length === 1) {
			seen.narrowManner = otherName;
			seen.listNarrow = answer;
		}
	}
	if (looksCountedFromZero(seen)) await askFromZero(client, made, seen);
	await turnPage(client, seen);
}

/** What was asked for as the first page shows nothing, or other codes on a narrow page than on a wide one. */
function looksCountedFromZero({ dialect, listWide, listNarrow }: Observations): boolean {
	const [wide, narrow] = [factsOf(listWide), factsOf(listNarrow)];
	if (!dialect?.numbersFirst || !wide || !narrow) return false;
	if (wide.rows.length === 0) return (wide.total ?? 0) > 0;
	return (
		idsOf({ ...wide, rows: wide.rows.slice(0, 1) }) !== idsOf({ ...narrow, rows: narrow.rows.slice(0, 1) })
	);
}

async function askFromZero(client: LiveClient, made: MadeCodes, seen: Observations): Promise<void> {
	const ask = async (manner: PageParameters, size: number) =>
		await client.call(listQrCodes(toPageQuery({ by: 'start' }, { ...manner, first: 0 }, size)));
	const wide = await ask(seen.dialect!, WIDE_PAGE);
	const facts = factsOf(wide);
	if (!facts || facts.rows.length === 0 || idsOf(facts) === idsOf(factsOf(seen.listWide))) return;
	made.noteListed(facts.rows);
	seen.dialect = { ...seen.dialect!, first: 0 };
	seen.narrowManner = { ...seen.narrowManner!, first: 0 };
	seen.listWide = wide;
	seen.listNarrow = await ask(seen.narrowManner, 1);
}

/** Whether a list that says that it goes on behind its last row does so for ever. */
async function lookBeyond(client: LiveClient, seen: Observations, wide: PageFacts): Promise<void> {
	const dialect = seen.dialect!;
	if (wide.hasMore !== true || wide.rows.length >= (wide.size ?? WIDE_PAGE)) return;
	const query = toPageQuery({ by: 'page', page: 2 }, dialect, WIDE_PAGE);
	seen.listBeyond = await client.call(listQrCodes(query));
}

async function turnPage(client: LiveClient, seen: Observations): Promise<void> {
	const facts = factsOf(seen.listNarrow);
	if (!facts || facts.rows.length !== 1 || !seen.narrowManner) return;
	seen.turn = decideNextPage({
		place: { by: 'start' },
		parameters: seen.narrowManner,
		size: 1,
		facts,
		rowsSeen: 1,
		fullestPage: 1,
		needsProof: false,
		mayRestart: false,
		baseUrl: client.connection.baseUrl,
	});
	if (seen.turn.kind !== 'next') return;
	seen.listNext = await client.call(listQrCodes(toPageQuery(seen.turn.place, seen.narrowManner, 1)));
	await turnByOffset(client, seen, facts);
}

/** A server that pages by offset and tells nothing of it takes no notice of a page number; the nodes try both. */
async function turnByOffset(client: LiveClient, seen: Observations, first: PageFacts): Promise<void> {
	const isRepeat = idsOf(factsOf(seen.listNext)) === idsOf(first);
	if (!isRepeat || !knowsNothingOfMore(first) || !seen.narrowManner) return;
	const place = { by: 'offset', offset: 1 } as const;
	const answer = await client.call(listQrCodes(toPageQuery(place, seen.narrowManner, 1)));
	const facts = factsOf(answer);
	if (!facts || facts.rows.length === 0 || idsOf(facts) === idsOf(first)) return;
	seen.turn = { kind: 'next', place };
	seen.listNext = answer;
}

/** What tells two pages of codes apart. */
export function idsOf(facts: PageFacts | undefined): string | undefined {
	return facts && JSON.stringify(facts.rows.map((row) => (isObject(row) ? (readId(row) ?? row) : row)));
}

/** Whether a deleted code stays in the list, and whether the API minds a parameter that it does not know. */
export async function observeListsAfterDelete(client: LiveClient, seen: Observations): Promise<void> {
	if (!seen.dialect) return;
	const query = toPageQuery({ by: 'start' }, seen.dialect, WIDE_PAGE);
	if (seen.refusedQueries.length === 0) {
		seen.listStrict = await client.call(listQrCodes({ ...query, ...UNKNOWN_PARAMETER }));
		if (isAccepted(seen.listStrict)) {
			seen.listAfterDelete = seen.listStrict;
			return;
		}
	}
	if (client.callsLeft > 0) seen.listAfterDelete = await client.call(listQrCodes(query));
}
