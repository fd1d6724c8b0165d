import type { IExecuteFunctions } from 'n8n-workflow';

import { requireQrCode } from '../../../shared/api/decode/qrCode';
import { getQrCode, type JsonObject } from '../../../shared/api/endpoints';
import { DESIGN_FIELD } from '../../../shared/api/requestNames';
import { sendRequest } from '../../../shared/http/sendRequest';
import type { ApiSession } from '../../../shared/http/session';
import { readChosenQrCode } from '../../../shared/qrCodes/chosenQrCode';
import { findQrCodeByLink } from '../../../shared/qrCodes/findByLink';
import { isObject, toText } from '../../../shared/util/objects';
import { readItemParameter } from '../../input/itemParameter';
import { warnOnce } from '../../run/hints';
import { isToolUse, MAX_TOOL_PAGES } from '../../run/toolUse';

/** Designs that a run has read: a brand's look for 500 codes takes one call. */
const designsBySession = new WeakMap<ApiSession, Map<string, Promise<JsonObject | undefined>>>();

/** Whether the design of another code is to be taken over. */
export function hasSameAs(context: IExecuteFunctions, itemIndex: number): boolean {
	return readSameAs(context, itemIndex) !== undefined;
}

/**
 * Lays the fields of a body on top of the design of the code that Design > Same As names.
 * @throws {ConnectorError} where that names no code, or the code is not there.
 */
export async function addSameDesign(
	context: IExecuteFunctions,
	session: ApiSession,
	itemIndex: number,
	body: JsonObject,
): Promise<JsonObject> {
	const sameAs = readSameAs(context, itemIndex);
	if (sameAs === undefined) return body;
	const design = await readDesign(context, session, sameAs);
	if (!design) {
		warnOnce(context, 'The API did not show the design of the code under Same As, so it was not taken over.');
		return body;
	}
	const { [DESIGN_FIELD]: own } = body;
	return { ...body, [DESIGN_FIELD]: { ...design, ...(isObject(own) ? own : {}) } };
}

function readSameAs(context: IExecuteFunctions, itemIndex: number): unknown {
	const collection = readItemParameter(context, 'design', itemIndex, {});
	return isObject(collection) ? (collection.sameAs ?? undefined) : undefined;
}

async function readDesign(
	context: IExecuteFunctions,
	session: ApiSession,
	sameAs: unknown,
): Promise<JsonObject | undefined> {
	const designs = designsBySession.get(session) ?? new Map<string, Promise<JsonObject | undefined>>();
	designsBySession.set(session, designs);
	const chosen = readChosenQrCode(sameAs);
	const key = chosen.kind === 'link' ? `link ${chosen.link}` : `id ${toText(chosen.id)}`;
	const find = async () => {
		const maxPages = isToolUse(context) ? MAX_TOOL_PAGES : undefined;
		const id = chosen.kind === 'id' ? chosen.id : await findQrCodeByLink(session, chosen.link, maxPages);
		const { data } = await sendRequest(session, getQrCode(id));
		return requireQrCode(data).design;
	};
	const design = designs.get(key) ?? find();
	designs.set(key, design);
	return await design;
}
