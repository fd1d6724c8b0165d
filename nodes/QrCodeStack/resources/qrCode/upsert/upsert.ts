import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput, isWithoutEffect, rethrow } from '../../../../shared/errors/connectorError';
import { QR_CODE_FIELDS } from '../../../../shared/api/requestNames';
import type { ApiSession } from '../../../../shared/http/session';
import { createQrCode, updateQrCode, type JsonObject } from '../../../../shared/api/endpoints';
import { addSameDesign } from '../sameDesign';
import { hasValue } from './compareFields';
import { findOwnQrCodes, noteCreateInDoubt, noteOwnQrCode, requireOnlyOne } from './ownQrCodes';
import { tidyText } from '../../../../shared/util/redact';
import { unknownForm } from '../../../../shared/api/decode/requireObject';
import { decodeQrCode, decodeSingleQrCode, readField, readId } from '../../../../shared/api/decode/qrCode';
import { sendRequest, type ApiAnswer } from '../../../../shared/http/sendRequest';
import { attachImage } from '../../../output/attachImage';
import { simplifyQrCode } from '../../../output/simplify';
import { MATCH_BY, upsertFields } from './fields';
import { warnOnce } from '../../../run/hints';
import type { ItemWithBinary, Operation } from '../../../run/operation';
import { parseOption, parseText } from '../../../../shared/input/parameterValues';
import { requireRedirectingAllowed, requireUnknownFieldsAllowed } from '../../../input/permissions';
import { readAttachedStyle, type PictureStyle } from '../../../output/pictureStyle';
import { readNewQrCode } from '../../../input/qrCodeFields';
import type { Utm } from '../../../input/utm/mergeUtm';
import { showTagged } from '../../../input/utm/utm';

export const upsert: Operation = {
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update QR code',
		description: 'Create a new QR code, or update the current one if it already exists (upsert)',
	},
	fields: upsertFields,
	// two items may mean the same code: the second has to see what the first one made
	runsOneByOne: true,
	simplifyForModel: simplifyQrCode,
	async runItem({ context, session, itemIndex }) {
		const style = readAttachedStyle(context, itemIndex);
		const { match, body: fields, utm } = readMatchAndBody(context, itemIndex);
		const body = await addSameDesign(context, session, itemIndex, fields);
		const existing = requireOnlyOne(await findOwnQrCodes(session, match), match);
		if (!existing) {
			const created = await create(session, body, match);
			return [await attach(context, style, showTagged(created, body, utm))];
		}
		const type = readField(existing, QR_CODE_FIELDS.type);
		if (type !== undefined && body.type !== undefined && type !== body.type) {
			warnOnce(context, 'A QR code keeps the type that it was made with, so no type was changed.');
		}
		const updated = await update({ context, session }, existing, body, match);
		return [await attach(context, style, showTagged(updated, body, utm))];
	},
};

async function attach(
	context: IExecuteFunctions,
	style: PictureStyle | undefined,
	result: JsonObject,
): Promise<JsonObject | ItemWithBinary> {
	return await attachImage(context, style, decodeQrCode(result) ?? { isDeleted: false, raw: result });
}

interface Match {
	field: string;
	value: unknown;
}

/** What the code is found by, and what it is to hold, both in the form in which they are sent. */
function readMatchAndBody(
	context: IExecuteFunctions,
	itemIndex: number,
): { match: Match; body: JsonObject; utm: Utm } {
	const matchBy = parseOption(
		context.getNodeParameter('matchBy', itemIndex, null),
		'Match By',
		Object.values(MATCH_BY),
		MATCH_BY.name,
	);
	if (matchBy === MATCH_BY.name) {
		requireMatchValue(parseMatchText(context, 'name', 'Name', itemIndex));
		const { body, utm } = readNewQrCode(context, itemIndex);
		return { match: { field: QR_CODE_FIELDS.name, value: body.name }, body, utm };
	}
	const field = requireMatchValue(parseMatchText(context, 'matchField', 'Match Field', itemIndex));
	const value = requireMatchValue(parseMatchText(context, 'matchValue', 'Match Value', itemIndex));
	requireUnknownFieldsAllowed(context, 'matchField', { [field]: value });
	const { body, utm } = readNewQrCode(context, itemIndex, { [field]: value });
	return { match: { field, value: body[field] }, body, utm };
}

function parseMatchText(context: IExecuteFunctions, name: string, label: string, itemIndex: number): string {
	return parseText(context.getNodeParameter(name, itemIndex, null), label);
}

function requireMatchValue(text: string): string {
	if (text !== '' && text !== '__proto__') return text;
	throw invalidInput('matchUnclear');
}

async function create(session: ApiSession, body: JsonObject, match: Match): Promise<JsonObject> {
	const { data } = await sendCreate(session, body);
	const created = decodeSingleQrCode(data)?.raw;
	noteOwnQrCode(session, { ...body, ...created });
	if (created && !keeps(created, match)) throw notKept(created, match);
	return { outcome: 'created', ...(created ?? body) };
}

async function sendCreate(session: ApiSession, body: JsonObject): Promise<ApiAnswer> {
	try {
		return await sendRequest(session, createQrCode(body));
	} catch (error) {
		// the next item that means this code has to see whether it exists after all
		if (!isWithoutEffect(error)) noteCreateInDoubt(session, body);
		return rethrow(error);
	}
}

/** What a code was made for stays as it is, and what it is matched by needs no update. */
async function update(
	{ context, session }: { context: IExecuteFunctions; session: ApiSession },
	existing: JsonObject,
	body: JsonObject,
	match: Match,
): Promise<JsonObject> {
	const { type: _type, [match.field]: _matched, ...wanted } = body;
	const isDifferent = ([field, value]: [string, unknown]) =>
		!hasValue(readField(existing, field), value, field);
	const different = Object.fromEntries(Object.entries(wanted).filter(isDifferent));
	if (Object.keys(different).length === 0) return { outcome: 'unchanged', ...existing };
	requireRedirectingAllowed(context, different);
	const id = readId(existing);
	if (id === undefined) throw unknownForm('a QR code with its ID', existing);
	const { data } = await sendRequest(session, updateQrCode(id, wanted));
	const updated = decodeSingleQrCode(data)?.raw ?? { ...existing, ...wanted };
	noteOwnQrCode(session, { ...existing, ...wanted, ...updated });
	return { outcome: 'updated', ...updated };
}

/** An answer without even the name, which every code has, does not show what was kept. */
function keeps(created: JsonObject, { field }: Match): boolean {
	return readField(created, field) !== undefined || readField(created, QR_CODE_FIELDS.name) === undefined;
}

/** Without the field, the next run would create one more code, and so on. */
function notKept(created: JsonObject, { field }: Match): Error {
	const id = tidyText(readId(created) ?? '');
	return invalidInput('matchNotKept', { id, field: tidyText(field) });
}
