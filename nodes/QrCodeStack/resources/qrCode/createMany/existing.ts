import type { IExecuteFunctions } from 'n8n-workflow';

import { decodeSingleQrCode, readField, readId } from '../../../../shared/api/decode/qrCode';
import { unknownForm } from '../../../../shared/api/decode/requireObject';
import { listQrCodes, updateQrCode, type JsonObject } from '../../../../shared/api/endpoints';
import { QR_CODE_FIELDS } from '../../../../shared/api/requestNames';
import { sendRequest } from '../../../../shared/http/sendRequest';
import type { ApiSession } from '../../../../shared/http/session';
import { collectRows } from '../../../../shared/paging/collectRows';
import { DEFAULT_CONCURRENCY } from '../../../fields/optionFields';
import { requireRedirectingAllowed } from '../../../input/permissions';
import { runConcurrently } from '../../../run/concurrency';
import { requireCode } from '../../../run/wholeList';
import { hasValue, toComparable } from '../upsert/compareFields';
import { requireOnlyOne } from '../upsert/ownQrCodes';
import type { BulkRow, RowOutcome } from './bulkRow';

/**
 * Finds the rows whose names codes of the account have, and says what became of each; the other rows are to be
 * created. Reads the list once. It never throws: another account's codes may exist by then.
 * @param updates whether such codes are updated, or left as they are.
 */
export async function settleExisting(
	context: IExecuteFunctions,
	session: ApiSession,
	rows: readonly BulkRow[],
	updates: boolean,
): Promise<Map<BulkRow, RowOutcome>> {
	const settled = new Map<BulkRow, RowOutcome>();
	const settle = async (row: BulkRow, work: () => Promise<RowOutcome>) =>
		settled.set(row, await work().catch((error: unknown) => ({ itemIndex: row.itemIndex, error })));
	const byName = await readByName(session).catch((error: unknown) => {
		for (const row of rows) settled.set(row, { itemIndex: row.itemIndex, error });
	});
	if (!byName) return settled;
	const found = rows.filter(({ body }) => byName.has(toComparable(body.name)));
	await runConcurrently({
		count: found.length,
		concurrency: DEFAULT_CONCURRENCY,
		run: async (index) => {
			const row = found[index]!;
			const match = { field: QR_CODE_FIELDS.name, value: row.body.name };
			await settle(row, async () => {
				const code = requireOnlyOne(byName.get(toComparable(row.body.name))!, match)!;
				const { itemIndex } = row;
				if (!updates) return { itemIndex, created: code, outcome: 'exists' };
				return { itemIndex, ...(await update(context, session, code, row.body)) };
			});
		},
		// each that is left tells by itself that the run is over, without a call
		goesOn: () => true,
	});
	return settled;
}

async function readByName(session: ApiSession): Promise<Map<string | undefined, JsonObject[]>> {
	const list = { endpoint: listQrCodes, needsProof: true };
	const codes = await collectRows(session, list, Number.POSITIVE_INFINITY);
	const byName = new Map<string | undefined, JsonObject[]>();
	for (const { name, isDeleted, raw: code } of codes.map(requireCode)) {
		if (isDeleted || name === undefined) continue;
		const others = byName.get(toComparable(name));
		if (others) others.push(code);
		else byName.set(toComparable(name), [code]);
	}
	return byName;
}

/** What a code was made for stays as it is, and what it has already needs no call. */
async function update(
	context: IExecuteFunctions,
	session: ApiSession,
	existing: JsonObject,
	{ type: _type, name: _name, ...wanted }: JsonObject,
): Promise<{ created: JsonObject; outcome: 'updated' | 'unchanged' }> {
	const different = Object.fromEntries(
		Object.entries(wanted).filter(([field, value]) => !hasValue(readField(existing, field), value, field)),
	);
	if (Object.keys(different).length === 0) return { created: existing, outcome: 'unchanged' };
	requireRedirectingAllowed(context, different);
	const id = readId(existing);
	if (id === undefined) throw unknownForm('a QR code with its ID', existing);
	const { data } = await sendRequest(session, updateQrCode(id, wanted));
	return { created: decodeSingleQrCode(data)?.raw ?? { ...existing, ...wanted }, outcome: 'updated' };
}
