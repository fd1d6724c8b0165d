import type { IExecuteFunctions } from 'n8n-workflow';

import { MAX_BULK_ROWS } from '../../../../shared/api/limits';
import type { ApiSession } from '../../../../shared/http/session';
import type { BulkRow, RowOutcome } from './bulkRow';
import { createInBulk } from './createInBulk';
import { formatDuration } from '../../../../shared/util/duration';
import { findPlan } from '../../../../shared/api/decode/account';
import { simplifyQrCode } from '../../../output/simplify';
import type { JsonObject } from '../../../../shared/api/endpoints';
import { settleExisting } from './existing';
import { createManyFields, WHEN_NAME_EXISTS } from './fields';
import { hint } from '../../../run/hints';
import type { Operation } from '../../../run/operation';
import { toItems } from './items';
import { readAttachedStyle } from '../../../output/pictureStyle';
import { readCreateManyOptions, type CreateManyOptions } from './options';
import { findExcessRows, mayExceedCapacity } from './capacity';
import { readRows, type CheckedRow } from './rows';
import { showTagged } from '../../../input/utm/utm';
import { toPreflightError, type RejectedRow } from './rejectedRows';

export const createMany: Operation = {
	option: {
		name: 'Create Many',
		value: 'createMany',
		action: 'Create many QR codes',
		description: 'Create up to 500 QR codes with one call (Advanced plan; one by one on other plans)',
	},
	fields: createManyFields,
	simplifyForModel: simplifyQrCode,
	async runAll(context, runSessions) {
		const options = readCreateManyOptions(context);
		// one style for all: the rows of a JSON array have no item of their own
		const style = readAttachedStyle(context, 0);
		const sessions = await runSessions.ofAllItems();
		const checked = await readRows(context, sessions, options);
		const rejected = checked.filter(isRejected);
		if (rejected.length > 0 && !options.skipsInvalid) {
			throw toPreflightError(context, rejected, rejected.length < checked.length);
		}
		const outcomes = await createInSessions(context, sessions, checked.filter(isSendable), options);
		const results = checked.map((row): RowOutcome & { given: JsonObject } => ({
			...(isRejected(row)
				? { itemIndex: row.itemIndex, error: row.issue }
				: showAddress(row, outcomes.get(row)!)),
			given: row.given ?? context.getInputData()[row.itemIndex]!.json,
		}));
		return await toItems(context, results, style, options);
	},
};

/** Creates the rows of each account, one account after the other, and says of each row what became of it. */
async function createInSessions(
	context: IExecuteFunctions,
	sessions: readonly ApiSession[],
	rows: BulkRow[],
	options: CreateManyOptions,
): Promise<Map<BulkRow, RowOutcome>> {
	const outcomes = new Map<BulkRow, RowOutcome>();
	const rowsBySession = new Map<ApiSession, BulkRow[]>(sessions.map((session) => [session, []]));
	for (const row of rows) rowsBySession.get(sessions[row.itemIndex]!)?.push(row);
	for (const [session, own] of rowsBySession) {
		if (own.length === 0) continue;
		const settled =
			options.whenNameExists === WHEN_NAME_EXISTS.create
				? new Map<BulkRow, RowOutcome>()
				: await settleExisting(context, session, own, options.whenNameExists === WHEN_NAME_EXISTS.update);
		for (const [row, outcome] of settled) outcomes.set(row, outcome);
		const others = own.filter((row) => !settled.has(row));
		if (others.length === 0) continue;
		for (const [row, outcome] of await createRows(context, session, others, options))
			outcomes.set(row, outcome);
	}
	return outcomes;
}

/** Creates the rows that fit into the account's capacity, and says of each row what became of it. */
async function createRows(
	context: IExecuteFunctions,
	session: ApiSession,
	rows: BulkRow[],
	options: CreateManyOptions,
): Promise<Map<BulkRow, RowOutcome>> {
	const { batchSize, checksAccount } = options;
	const isAskedFor = checksAccount || mayExceedCapacity(session, rows.length, batchSize);
	const leftOut = isAskedFor
		? await findRowsToLeaveOut(session, rows, batchSize, options)
		: new Map<BulkRow, unknown>();
	const sent = rows.filter((row) => !leftOut.has(row));
	let callsBeforeSingles = Number.POSITIVE_INFINITY;
	const outcomes = await createInBulk(session, sent, {
		...options,
		beforeSingles: async (singles) => {
			const isWorthAsking = singles.length >= MIN_ROWS_WORTH_ASKING || checksAccount;
			const excess = isWorthAsking ? await findRowsToLeaveOut(session, singles, 1, options) : new Map();
			logDuration(session, singles.length - excess.size);
			callsBeforeSingles = session.stats.callsSent;
			return excess;
		},
	});
	hintAtSingles(context, session.stats.callsSent - callsBeforeSingles, sent.length);
	const all = new Map<BulkRow, RowOutcome>();
	for (const [row, error] of leftOut) all.set(row, { itemIndex: row.itemIndex, error });
	for (const [index, outcome] of outcomes.entries()) all.set(sent[index]!, outcome);
	return all;
}

/** For fewer rows, the question would cost more than a tenth of the calls that it may save. */
const MIN_ROWS_WORTH_ASKING = 10;

/** Where invalid rows end the node, a batch that does not fit is not begun. */
async function findRowsToLeaveOut(
	session: ApiSession,
	rows: BulkRow[],
	rowsPerCall: number,
	{ skipsInvalid }: CreateManyOptions,
): Promise<Map<BulkRow, unknown>> {
	const excess = await findExcessRows(session, rows, rowsPerCall);
	const [reason] = excess.values();
	return skipsInvalid || !reason ? excess : new Map(rows.map((row) => [row, reason]));
}

/** Says what creating one by one took, which may have ended early, where that is more than bulk would have. */
function hintAtSingles(context: IExecuteFunctions, calls: number, rowCount: number): void {
	const bulkCalls = Math.ceil(rowCount / MAX_BULK_ROWS);
	if (calls <= bulkCalls) return;
	const message = `QRCodeStack refused to create in bulk, which needs the Advanced plan. The QR codes were sent one by one, with ${calls} API calls instead of ${bulkCalls}.`;
	hint(context, 'info', message);
}

function logDuration({ context, account }: ApiSession, count: number): void {
	const { callsPerMinute } = findPlan(account.usage ?? {}) ?? {};
	if (callsPerMinute === undefined || count <= callsPerMinute) return;
	const durationMs = Math.floor((count - 1) / callsPerMinute) * 60_000;
	context.logger.info(
		`QRCodeStack: creating ${count} QR codes takes about ${formatDuration(durationMs)}, as the plan allows ${callsPerMinute} API calls a minute`,
	);
}

function showAddress({ body, utm }: SendableRow, outcome: RowOutcome): RowOutcome {
	// what exists leads where it led before
	if ('error' in outcome || outcome.outcome === 'exists') return outcome;
	return { ...outcome, created: showTagged(outcome.created, body, utm) };
}

type SendableRow = Exclude<CheckedRow, RejectedRow>;

function isRejected(row: CheckedRow): row is RejectedRow {
	return 'issue' in row;
}

function isSendable(row: CheckedRow): row is SendableRow {
	return 'body' in row;
}
