import type { IExecuteFunctions } from 'n8n-workflow';

import { hasId, requireQrCode, type QrCode, type QrCodeWithId } from '../../../shared/api/decode/qrCode';
import { describeNames } from '../../../shared/api/decode/facts';
import { getQrCode, type JsonObject } from '../../../shared/api/endpoints';
import { renderMessage } from '../../../shared/errors/catalogue/catalogue';
import { ConnectorError, invalidInput } from '../../../shared/errors/connectorError';
import { sendRequest } from '../../../shared/http/sendRequest';
import type { ApiSession } from '../../../shared/http/session';
import { parseList, parseOption } from '../../../shared/input/parameterValues';
import { readChosenQrCode } from '../../../shared/qrCodes/chosenQrCode';
import {
	isOpenFilter,
	lacksFacts,
	matchesCodeFilter,
	type CodeFilter,
} from '../../../shared/qrCodes/codeFilter';
import { countWithoutId } from '../../../shared/qrCodes/describeQrCode';
import { findQrCodeByLink } from '../../../shared/qrCodes/findByLink';
import { readWholeList } from '../../run/wholeList';
import { toText } from '../../../shared/util/objects';
import { SCAN_LABELS, SCANS_OF } from '../../fields/scanFields';
import { readCodeFilter } from '../../input/codes/codeChoice';
import { readItemParameter } from '../../input/itemParameter';
import { readQrCodeId } from '../../input/qrCodeId';
import { tellDoubt } from '../../run/doubtHint';
import { warnOnce } from '../../run/hints';
import type { OperationCall } from '../../run/operation';
import { noteSharedList } from '../../run/readCost';
import { isToolUse, MAX_TOOL_PAGES } from '../../run/toolUse';

/** A code whose scans are meant. */
export interface MeantCode {
	/** As it was given or came; whether a call can be made with it is seen when it is. */
	id: unknown;
	/** What is known of it; undefined where nothing was read. */
	code?: QrCode;
	/** Whether a person named it: then it has to be there. */
	isChosen: boolean;
}

type ScansOf = (typeof SCANS_OF)[keyof typeof SCANS_OF];

/** Reading so many codes one by one costs no more calls than a list of a thousand. */
const MAX_READ_SINGLY = 10;

/** Whose scans the person asked for: the value of the field. */
export function readScansOf(context: IExecuteFunctions, itemIndex: number): ScansOf {
	const value = readItemParameter(context, 'scansOf', itemIndex, null);
	return parseOption(value, SCAN_LABELS.scansOf, Object.values(SCANS_OF), SCANS_OF.one);
}

/**
 * The codes whose scans are meant.
 * @param needsCodes whether their names and links are needed. The list of codes has them anyway; a code that is named by
 * its ID is read for them.
 * @param notes gets what is to be added to the output.
 * @throws {ConnectorError} for fields that name no code, and for a code that is not there.
 */
export async function readMeantCodes(
	call: OperationCall,
	needsCodes: boolean,
	notes: JsonObject[],
): Promise<MeantCode[]> {
	const { context, itemIndex, session } = call;
	switch (readScansOf(context, itemIndex)) {
		case SCANS_OF.one: {
			const id = await readQrCodeId(context, session, itemIndex);
			return [needsCodes ? await readChosen(session, id) : { id, isChosen: true }];
		}
		case SCANS_OF.selected:
			return await readSelected(call, needsCodes, notes);
		case SCANS_OF.matching:
			return await readListed(call, readMatching(context, itemIndex), notes);
		case SCANS_OF.all:
			return await readListed(call, {}, notes);
	}
}

/** Whether a code's counter leaves room for a scan. Only zero proves something: a counter may lag, and never falls. */
export function mayHaveScans({ code }: MeantCode): boolean {
	return code?.scanCount !== 0;
}

/** @throws {ConnectorError} kind 'invalidInput' where there is no filter at all: that would be all codes. */
function readMatching(context: IExecuteFunctions, itemIndex: number): CodeFilter {
	const field = SCAN_LABELS.qrCodeFilters;
	const filter = readCodeFilter(context, itemIndex, 'qrCodeFilters', field);
	if (isOpenFilter(filter)) throw invalidInput('filterEmpty', { field });
	return filter;
}

async function readSelected(
	call: OperationCall,
	needsCodes: boolean,
	notes: JsonObject[],
): Promise<MeantCode[]> {
	const { context, session, itemIndex } = call;
	const field = SCAN_LABELS.qrCodeIds;
	const entries = parseList(readItemParameter(context, 'qrCodeIds', itemIndex, []), field);
	if (entries.length === 0) throw invalidInput('filterEmpty', { field });
	const found: unknown[] = [];
	for (const entry of entries) {
		const chosen = readChosenQrCode(entry);
		const maxPages = isToolUse(context) ? MAX_TOOL_PAGES : undefined;
		found.push(chosen.kind === 'id' ? chosen.id : await findQrCodeByLink(session, chosen.link, maxPages));
	}
	const ids = [...new Set(found)];
	if (!needsCodes) return ids.map((id) => ({ id, isChosen: true }));
	if (ids.length > MAX_READ_SINGLY) return await pickFromList(call, ids, notes);
	const codes: MeantCode[] = [];
	for (const id of ids) codes.push(await readChosen(session, id));
	return codes;
}

async function readChosen(session: ApiSession, id: unknown): Promise<MeantCode> {
	const { data } = await sendRequest(session, getQrCode(id));
	return { id, code: requireQrCode(data), isChosen: true };
}

async function pickFromList(
	call: OperationCall,
	ids: readonly unknown[],
	notes: JsonObject[],
): Promise<MeantCode[]> {
	const listed = new Map((await readListed(call, {}, notes)).map((meant) => [meant.id, meant]));
	return ids.map((id) => ({ ...listed.get(toText(id)), id, isChosen: true }));
}

async function readListed(
	{ context, session }: OperationCall,
	filter: CodeFilter,
	notes: JsonObject[],
): Promise<MeantCode[]> {
	const maxPages = isToolUse(context) ? MAX_TOOL_PAGES : undefined;
	const whole = await readWholeList(session, { maxPages });
	noteSharedList(context, whole);
	for (const doubt of whole.doubts) notes.push(...tellDoubt(context, doubt));
	if (whole.codes.some((code) => lacksFacts(code, filter))) {
		warnOnce(context, 'QR codes that do not show what the filters ask for were left out.');
	}
	// the log of a deleted code is not there any more (D3)
	const meant = whole.codes.filter((code) => !code.isDeleted && matchesCodeFilter(code, filter));
	return keepNamed(context, meant).map((code) => ({ id: code.id, code, isChosen: false }));
}

/** @throws {ConnectorError} where no code has an ID: figures of none would pass for those of all. */
function keepNamed(context: IExecuteFunctions, codes: readonly QrCode[]): QrCodeWithId[] {
	const named = codes.filter(hasId);
	if (named.length === codes.length) return named;
	if (named.length === 0) {
		const names = describeNames(codes.flatMap(({ raw }) => Object.keys(raw)));
		throw new ConnectorError(renderMessage('codesWithoutId', { names }), 'unexpectedAnswer');
	}
	warnOnce(context, `The scans of ${countWithoutId(codes.length - named.length)} cannot be read.`);
	return named;
}
