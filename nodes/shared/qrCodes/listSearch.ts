import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { rethrow } from '../errors/connectorError';
import type { WaitLimits } from '../http/deadlines';
import { openSession } from '../http/session';
import { collectRows } from '../paging/collectRows';
import { decodeQrCode, hasId, type QrCodeWithId } from '../api/decode/qrCode';
import { listQrCodes } from '../api/endpoints';
import { toNodeError } from '../errors/nodeErrors';
import { Paginator } from '../paging/paginator';
import { countWithoutId, describeQrCode, matchesSearch } from './describeQrCode';
import { isSafeToPick, toEditorHtml, toEditorText } from './editorText';

/** A person looks at a drop-down: better a clear text now than a list in a minute. */
export const EDITOR_WAIT_LIMITS: WaitLimits = { maxWaitMs: 5_000 };

/**
 * A search reads on until so many codes fit: the editor goes on by itself only when a person scrolls, and a
 * list that is shorter than its box (eight entries) can't be scrolled.
 */
const ENOUGH_TO_SCROLL = 20;
/** Calls that one search may take: 2,000 codes, which take a few seconds. */
const MAX_SEARCHED_PAGES = 20;

/** The most entries that a multi-select can show without hanging the editor. */
export const MAX_MULTI_SELECT_ENTRIES = 1_000;

/**
 * Feeds the QR Code list of the resource locator. The API has no documented search, so the filter is
 * applied here, over a few pages at a time.
 */
export async function searchQrCodes(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await toEditorError(this, async () => await searchPages(this, filter, paginationToken));
}

async function searchPages(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	const session = await openSession(context, EDITOR_WAIT_LIMITS);
	const walk = Paginator.resume({ endpoint: listQrCodes }, paginationToken);
	const results: INodeListSearchResult['results'] = [];
	const isSearch = (filter ?? '').trim() !== '';
	const enough = isSearch ? ENOUGH_TO_SCROLL : 0;
	let withoutId = 0;
	for (let page = 0; page < MAX_SEARCHED_PAGES && !walk.isDone; page++) {
		let rows: unknown[];
		try {
			rows = await walk.readPage(session);
		} catch (error) {
			if (results.length === 0) return rethrow(error);
			// what was found is worth more than the reason, which shows when somebody scrolls on
			break;
		}
		// not push(...entries): a server without paging may send more than a call can take arguments
		for (const row of rows) {
			const code = decodeQrCode(row);
			if (isSearch && !(code && matchesSearch(code, filter ?? ''))) continue;
			if (hasId(code)) results.push(toEntry(code));
			else withoutId++;
		}
		if (results.length >= enough && !walk.isUnsure) break;
	}
	const isCutShort = isSearch && !walk.isDone && results.length < enough;
	return {
		results: [...results, ...tellWithoutId(withoutId), ...(isCutShort ? [tellOfEnd(walk.rowsSeen)] : [])],
		paginationToken: walk.isDone ? undefined : walk.token,
	};
}

/** What lies behind the searched part can't be reached by scrolling. */
function tellOfEnd(count: number): { name: string; value: string } {
	const sentence = `Only ${count} QR codes of the list were searched. Choose others by ID or by link.`;
	return { name: `[${sentence}]`, value: '' };
}

/** Choosing it chooses nothing: n8n and the nodes take an empty ID for none. */
function tellWithoutId(count: number): Array<{ name: string; value: string }> {
	return count === 0 ? [] : [{ name: `[${countWithoutId(count)} cannot be chosen]`, value: '' }];
}

/** Feeds the multi-select of the trigger. */
export async function getQrCodes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await toEditorError(this, async () => {
		const session = await openSession(this, EDITOR_WAIT_LIMITS);
		const rows = await collectRows(session, { endpoint: listQrCodes }, MAX_MULTI_SELECT_ENTRIES);
		const codes = rows.map(decodeQrCode).filter(hasId);
		const entries = [
			...codes.map((code) => ({
				name: nameEntry(code),
				value: toPickedValue(code),
				...describeDestination(code),
			})),
			...tellWithoutId(rows.length - codes.length),
		];
		return rows.length < MAX_MULTI_SELECT_ENTRIES ? entries : [CUT_SHORT, ...entries];
	});
}

/** What the editor shows in small letters beneath the name. */
function describeDestination({ destinationUrl }: QrCodeWithId): Pick<INodePropertyOptions, 'description'> {
	return destinationUrl === undefined ? {} : { description: toEditorHtml(destinationUrl) };
}

/** Choosing it chooses nothing: the trigger leaves empty IDs out. */
const CUT_SHORT: INodePropertyOptions = {
	name: `[No more than ${MAX_MULTI_SELECT_ENTRIES} QR codes are listed here. Enter the IDs of others with an expression.]`,
	value: '',
};

/** Gives what goes wrong the form in which the editor shows both of its sentences. */
async function toEditorError<T>(context: ILoadOptionsFunctions, load: () => Promise<T>): Promise<T> {
	try {
		return await load();
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

function toEntry(code: QrCodeWithId): INodeListSearchResult['results'][number] {
	const { destinationUrl: destination = '' } = code;
	const isAddress = /^https?:\/\//.test(destination);
	return {
		name: nameEntry(code),
		value: toPickedValue(code),
		// the editor shows this beside the arrow that leads out; n8n's types lack it
		...(isAddress ? { url: destination, linkAlt: toEditorText(`Open ${destination}`) } : {}),
	};
}

function nameEntry(code: QrCodeWithId): string {
	const name = toEditorText(describeQrCode(code));
	const reason = isPickable(code) ? '' : ' [cannot be chosen: n8n takes its ID for an expression]';
	return `${name}${code.isDeleted ? ' [deleted]' : ''}${reason}`;
}

/** Choosing an entry with an empty value chooses nothing. */
function toPickedValue(code: QrCodeWithId): string {
	return isPickable(code) ? code.id : '';
}

function isPickable({ id }: QrCodeWithId): boolean {
	return isSafeToPick(id);
}
