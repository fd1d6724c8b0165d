import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput, isWithoutEffect, rethrow } from '../../../../shared/errors/connectorError';
import { QR_CODE_FIELDS } from '../../../../shared/api/contract';
import type { ApiSession } from '../../../../shared/http/session';
import { canonicalJson } from '../../../../shared/util/canonicalJson';
import { createQrCode, updateQrCode, type JsonObject } from '../../../../shared/api/endpoints';
import { isObject, toText } from '../../../../shared/util/objects';
import { findOwnQrCodes, noteCreateInDoubt, noteOwnQrCode, requireOnlyOne, toComparable } from './ownQrCodes';
import { tidyText } from '../../../../shared/util/redact';
import { unknownForm } from '../../../../shared/api/decode/requireObject';
import { isQrCode } from '../../../../shared/api/schemas';
import { sendRequest, type ApiAnswer } from '../../../../shared/http/sendRequest';
import { simplifyQrCode } from '../../../output/simplify';
import { MATCH_BY, upsertFields } from './fields';
import { warnOnce } from '../../../run/hints';
import type { Operation } from '../../../run/operation';
import { readCreateBody } from '../../../input/parameters';

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
		const match = readMatch(context, itemIndex);
		const body = { ...readCreateBody(context, itemIndex), [match.field]: match.value };
		const existing = requireOnlyOne(await findOwnQrCodes(session, match), match);
		if (!existing) return [await create(session, body, match)];
		if (existing.type !== undefined && body.type !== undefined && existing.type !== body.type) {
			warnOnce(context, 'A QR code keeps the type that it was made with, so no type was changed.');
		}
		return [await update(session, existing, body, match)];
	},
};

interface Match {
	field: string;
	value: unknown;
}

function readMatch(context: IExecuteFunctions, itemIndex: number): Match {
	const text = (name: string) => toComparable(context.getNodeParameter(name, itemIndex, '')) ?? '';
	const matchBy = context.getNodeParameter('matchBy', itemIndex, MATCH_BY.name);
	const match =
		matchBy === MATCH_BY.field
			? { field: text('matchField'), value: text('matchValue') }
			: { field: QR_CODE_FIELDS.name, value: text('name') };
	if (match.field !== '' && match.value !== '') return match;
	throw invalidInput('matchUnclear');
}

async function create(session: ApiSession, body: JsonObject, match: Match): Promise<JsonObject> {
	const { data } = await sendCreate(session, body);
	const created = isObject(data) ? data : body;
	noteOwnQrCode(session, { ...body, ...created });
	if (isObject(data) && !keeps(data, match)) throw notKept(data, match);
	return { outcome: 'created', ...created };
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
	session: ApiSession,
	existing: JsonObject,
	body: JsonObject,
	match: Match,
): Promise<JsonObject> {
	const { type: _type, [match.field]: _matched, ...changes } = body;
	const isDifferent = ([field, value]: [string, unknown]) => !isSame(existing[field], value);
	if (!Object.entries(changes).some(isDifferent)) return { outcome: 'unchanged', ...existing };
	if (!isQrCode(existing)) throw unknownForm('a QR code with its ID');
	const { data } = await sendRequest(session, updateQrCode(existing.id, changes));
	const updated = isObject(data) ? data : { ...existing, ...changes };
	noteOwnQrCode(session, { ...existing, ...changes, ...updated });
	return { outcome: 'updated', ...updated };
}

/** What the list does not show may be different. */
function isSame(existing: unknown, wanted: unknown): boolean {
	return existing !== undefined && canonicalJson(existing) === canonicalJson(wanted);
}

/** An answer without even the name, which every code has, does not show what was kept. */
function keeps(created: JsonObject, { field }: Match): boolean {
	return Object.hasOwn(created, field) || !Object.hasOwn(created, QR_CODE_FIELDS.name);
}

/** Without the field, the next run would create one more code, and so on. */
function notKept(created: JsonObject, { field }: Match): Error {
	const id = tidyText(toText(created[QR_CODE_FIELDS.id]));
	return invalidInput('matchNotKept', { id, field: tidyText(field) });
}
