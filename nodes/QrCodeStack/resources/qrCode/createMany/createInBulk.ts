import { ConnectorError } from '../../../../shared/errors/connectorError';
import type { ApiSession } from '../../../../shared/http/session';
import { findRejectedRows, matchBulkAnswer } from './matchBulkAnswer';
import { createQrCode, createQrCodes, type JsonObject } from '../../../../shared/api/endpoints';
import { renderMessage } from '../../../../shared/errors/catalogue/catalogue';
import { isObject } from '../../../../shared/util/objects';
import { parseBulkAnswer } from '../../../../shared/api/schemas';
import { sendRequest } from '../../../../shared/http/sendRequest';

/** One code to create, and the input item that it comes from. */
export interface BulkRow {
	itemIndex: number;
	body: JsonObject;
}

/** What became of one row. */
export type RowOutcome = { itemIndex: number; created: JsonObject } | { itemIndex: number; error: unknown };

export interface BulkOptions {
	/** Rows per call. */
	batchSize: number;
	/** Whether to create one by one when the plan has no bulk endpoint. */
	fallsBackToSingles: boolean;
	/** Whether to halve a batch that was refused whole, until the rows at fault are found. */
	bisects: boolean;
	/**
	 * Called before the rows are created one by one, when each costs a call.
	 * @returns the rows that are not to be sent, and why.
	 */
	beforeSingles: (rows: BulkRow[]) => Promise<Map<BulkRow, unknown>>;
}

interface BulkRun {
	session: ApiSession;
	options: BulkOptions;
	outcomes: Map<BulkRow, RowOutcome>;
	/** How many batches were halved. */
	halvings: number;
}

/** What a batch means for the others: nothing, no bulk endpoint (for the first one only), or the end. */
type BatchEnd = { kind: 'goOn' } | { kind: 'unavailable'; error: unknown } | { kind: 'over'; error: unknown };

/**
 * A batch that names the rows at fault is sent again without them. A server that names them one at a time
 * must not make a call of every row.
 */
const MAX_RESENDS = 5;
/** One row at fault among 500 is found with 9 halvings; after this many, there are too many to look for. */
const MAX_HALVINGS = 50;

/**
 * Creates the rows batch by batch and says of each row what became of it, in the order of the rows. It
 * never throws: what was created before something broke must not be lost.
 */
export async function createInBulk(
	session: ApiSession,
	rows: BulkRow[],
	options: BulkOptions,
): Promise<RowOutcome[]> {
	const run: BulkRun = { session, options, outcomes: new Map(), halvings: 0 };
	session.stats.describeProgress = () => `${countCreated(run)} of ${rows.length} QR codes are created`;
	const end = await createBatches(run, rows);
	const reason = end.kind === 'goOn' ? undefined : end.error;
	return rows.map((row) => run.outcomes.get(row) ?? leaveOut(row, reason));
}

async function createBatches(run: BulkRun, rows: BulkRow[]): Promise<BatchEnd> {
	const { batchSize } = run.options;
	for (let start = 0; start < rows.length; start += batchSize) {
		const end = await createBatch(run, rows.slice(start, start + batchSize));
		if (end.kind === 'unavailable') return await createOneByOne(run, rows);
		if (end.kind !== 'goOn') return end;
	}
	return { kind: 'goOn' };
}

async function createBatch(run: BulkRun, batch: BulkRow[], resends = 0): Promise<BatchEnd> {
	try {
		const { data } = await sendRequest(run.session, createQrCodes(batch.map(({ body }) => body)));
		const outcomes = matchBulkAnswer(batch, parseBulkAnswer(data));
		for (const [index, row] of batch.entries()) note(run, row, outcomes[index]);
		return { kind: 'goOn' };
	} catch (error) {
		return await settleRefusal(run, batch, error, resends);
	}
}

/** A7: nothing of a batch that was refused whole was created, so the rows not at fault may be sent again. */
async function settleRefusal(
	run: BulkRun,
	batch: BulkRow[],
	error: unknown,
	resends: number,
): Promise<BatchEnd> {
	if (isRowsAffair(error) && resends < MAX_RESENDS) {
		const rejected = findRejectedRows(batch, error.rows);
		if (rejected.size > 0) return await createOthers(run, batch, rejected, resends + 1);
		const mayHalve = run.options.bisects && batch.length > 1;
		if (mayHalve && run.halvings++ < MAX_HALVINGS) return await createHalves(run, batch);
	}
	// no row has an outcome yet, and these stay open: all may still be created one by one
	const mayCreateSingly = run.options.fallsBackToSingles && run.outcomes.size === 0;
	if (isPlanRefusal(error) && mayCreateSingly) return { kind: 'unavailable', error };
	for (const row of batch) fail(run, row, error);
	return isRowsAffair(error) ? { kind: 'goOn' } : { kind: 'over', error };
}

async function createOthers(
	run: BulkRun,
	batch: BulkRow[],
	rejected: ReadonlyMap<number, ConnectorError>,
	resends: number,
): Promise<BatchEnd> {
	for (const [index, errorBody] of rejected) fail(run, batch[index], errorBody);
	const others = batch.filter((_, index) => !rejected.has(index));
	return others.length > 0 ? await createBatch(run, others, resends) : { kind: 'goOn' };
}

async function createHalves(run: BulkRun, batch: BulkRow[]): Promise<BatchEnd> {
	const middle = Math.ceil(batch.length / 2);
	const first = await createBatch(run, batch.slice(0, middle));
	return first.kind === 'goOn' ? await createBatch(run, batch.slice(middle)) : first;
}

async function createOneByOne(run: BulkRun, rows: BulkRow[]): Promise<BatchEnd> {
	const { session, options } = run;
	session.context.logger.info('QRCodeStack: bulk creation was refused, creating the QR codes one by one');
	for (const [row, error] of await options.beforeSingles(rows)) fail(run, row, error);
	for (const row of rows.filter((other) => !run.outcomes.has(other))) {
		try {
			const { data } = await sendRequest(session, createQrCode(row.body));
			note(run, row, {
				itemIndex: row.itemIndex,
				created: isObject(data) ? data : { created: true, ...row.body },
			});
		} catch (error) {
			fail(run, row, error);
			if (!isRowsAffair(error)) return { kind: 'over', error };
		}
	}
	return { kind: 'goOn' };
}

function note({ outcomes }: BulkRun, row: BulkRow, outcome: RowOutcome | undefined): void {
	if (outcome) outcomes.set(row, outcome);
}

function fail(run: BulkRun, row: BulkRow | undefined, error: unknown): void {
	if (row) note(run, row, { itemIndex: row.itemIndex, error });
}

function countCreated({ outcomes }: BulkRun): number {
	return [...outcomes.values()].filter((outcome) => 'created' in outcome).length;
}

function isPlanRefusal(error: unknown): boolean {
	return error instanceof ConnectorError && error.statusCode === 403;
}

/** Only values that the API rejects are the row's own affair; anything else would meet the next row too. */
function isRowsAffair(error: unknown): error is ConnectorError {
	return error instanceof ConnectorError && error.statusCode === 422;
}

function leaveOut({ itemIndex }: BulkRow, reason: unknown): RowOutcome {
	const because = reason instanceof ConnectorError ? reason.text.message : String(reason);
	const kind = reason instanceof ConnectorError ? reason.kind : 'unexpectedAnswer';
	return { itemIndex, error: new ConnectorError(renderMessage('rowNotSent', { reason: because }), kind) };
}
