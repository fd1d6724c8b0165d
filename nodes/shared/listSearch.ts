import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { QR_CODE_FIELDS } from './apiContract';
import { openSession, type Patience } from './apiSession';
import { collectRows } from './collectRows';
import { listQrCodes, type JsonObject } from './endpoints';
import { toNodeError } from './nodeErrors';
import { toText } from './objects';
import { PageWalk } from './pageWalk';
import { describeQrCode, firstFilled } from './qrCodeFacts';
import { isQrCode } from './schemas';

/** A person looks at a drop-down: better a clear text now than a list in a minute. */
const EDITOR_PATIENCE: Patience = { maxWaitMs: 5_000 };

/** A search reads at most this many codes at once; "load more" goes on from there. */
const MAX_SEARCHED_PAGES = 5;

/** The most entries that a multi-select can show without hanging the editor. */
const MAX_MULTI_SELECT_ENTRIES = 1_000;

/**
 * Feeds the QR Code list of the resource locator. The API has no documented search, so the filter is
 * applied here, over a few pages at a time.
 */
export async function searchQrCodes(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await tellEditor(this, async () => await searchPages(this, filter, paginationToken));
}

async function searchPages(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	const session = await openSession(context, EDITOR_PATIENCE);
	const walk = PageWalk.resume({ endpoint: listQrCodes }, paginationToken);
	const results: INodeListSearchResult['results'] = [];
	for (let page = 0; page < MAX_SEARCHED_PAGES && !walk.isDone; page++) {
		const rows = await walk.readPage(session);
		// not push(...entries): a server without paging may send more than a call can take arguments
		for (const code of rows.filter(isQrCode)) if (matches(code, filter)) results.push(toEntry(code));
		if (results.length > 0 || !filter) break;
	}
	return { results, paginationToken: walk.isDone ? undefined : walk.token };
}

/** Feeds the multi-select of the trigger. */
export async function getQrCodes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await tellEditor(this, async () => {
		const session = await openSession(this, EDITOR_PATIENCE);
		const rows = await collectRows(session, { endpoint: listQrCodes }, MAX_MULTI_SELECT_ENTRIES);
		const entries = rows.filter(isQrCode).map((code) => ({
			name: describeQrCode(code),
			value: String(code.id),
			...describeDestination(code),
		}));
		return rows.length < MAX_MULTI_SELECT_ENTRIES ? entries : [CUT_SHORT, ...entries];
	});
}

/** What the editor shows in small letters beneath the name. */
function describeDestination(code: JsonObject): Pick<INodePropertyOptions, 'description'> {
	const destination = code[QR_CODE_FIELDS.destinationUrl];
	return typeof destination === 'string' && destination !== '' ? { description: destination } : {};
}

/** Choosing it chooses nothing: the trigger leaves empty IDs out. */
const CUT_SHORT: INodePropertyOptions = {
	name: `[No more than ${MAX_MULTI_SELECT_ENTRIES} QR codes are listed here. Enter the IDs of others with an expression.]`,
	value: '',
};

/** Gives what goes wrong the form in which the editor shows both of its sentences. */
async function tellEditor<T>(context: ILoadOptionsFunctions, load: () => Promise<T>): Promise<T> {
	try {
		return await load();
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

function toEntry(code: JsonObject): INodeListSearchResult['results'][number] {
	const destination = code[QR_CODE_FIELDS.destinationUrl];
	const isAddress = typeof destination === 'string' && /^https?:\/\//.test(destination);
	const entry = {
		name: describeQrCode(code),
		value: String(code[QR_CODE_FIELDS.id]),
		// the editor shows this beside the arrow that leads out; n8n's types lack it
		...(isAddress ? { url: destination, linkAlt: `Open ${destination}` } : {}),
	};
	return entry;
}

function matches(code: JsonObject, filter: string | undefined): boolean {
	const wanted = (filter ?? '').trim().toLowerCase();
	const { id, name, shortUrl, destinationUrl } = QR_CODE_FIELDS;
	const texts = [code[id], code[name], code[destinationUrl], firstFilled(code, shortUrl)];
	return texts.some((text) => toText(text).toLowerCase().includes(wanted));
}
