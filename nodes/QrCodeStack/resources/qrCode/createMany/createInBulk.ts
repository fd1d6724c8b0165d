import { ConnectorError } from '../../../../shared/errors/connectorError';
import type { ApiSession } from '../../../../shared/http/session';
import type { BulkRow, RowOutcome } from './bulkRow';
import { findRefusedRows, matchBulkAnswer } from './matchBulkAnswer';
import { createQrCode, createQrCodes } from '../../../../shared/api/endpoints';
import { renderMessage } from '../../../../shared/errors/catalogue/catalogue';
import { decodeBulk, type BulkOutcome } from '../../../../shared/api/decode/bulk';
import { decodeErrorBody } from '../../../../shared/api/decode/refusal';
import { decodeSingleQrCode } from '../../../../shared/api/decode/qrCode';
import { sendRequest } from '../../../../shared/http/sendRequest';

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
		const { body } = await sendRequest(run.session, createQrCodes(batch.map((row) => row.body)));
		noteOutcome(run, batch, decodeBulk(body, batch.length));
		return { kind: 'goOn' };
	} catch (error) {
		const answer = error instanceof ConnectorError ? error.body : undefined;
		return await settleRefusal(run, batch, { error, outcome: decodeBulk(answer, batch.length), resends });
	}
}

function noteOutcome(run: BulkRun, batch: BulkRow[], outcome: BulkOutcome): void {
	for (const [index, result] of matchBulkAnswer(batch, outcome).entries()) note(run, batch[index], result);
}

interface RefusedBatch {
	error: unknown;
	/** What its answer says of single rows. */
	outcome: BulkOutcome;
	/** How often the batch was sent again without rows. */
	resends: number;
}

/**
 * A7: nothing of a batch that was refused whole was created, so the rows not at fault may be sent again. Where the
 * answer shows a code that exists all the same, nothing is.
 */
async function settleRefusal(
	run: BulkRun,
	batch: BulkRow[],
	{ error, outcome, resends }: RefusedBatch,
): Promise<BatchEnd> {
	if (outcome.hasCreated) {
		noteOutcome(run, batch, outcome);
		return isClientError(error) ? { kind: 'goOn' } : { kind: 'over', error };
	}
	const rejected = isClientError(error) ? findRefusedRows(batch, outcome) : new Map<number, ConnectorError>();
	const isAboutRows = rejected.size > 0 || isAboutValues(error);
	if (isAboutRows && resends < MAX_RESENDS) {
		if (rejected.size > 0) return await createOthers(run, batch, rejected, resends + 1);
		const mayHalve = run.options.bisects && batch.length > 1;
		if (mayHalve && run.halvings++ < MAX_HALVINGS) return await createHalves(run, batch);
	}
	// no row has an outcome yet, and these stay open: all may still be created one by one
	const mayCreateSingly = run.options.fallsBackToSingles && run.outcomes.size === 0;
	if (isPlanRefusal(error) && mayCreateSingly) return { kind: 'unavailable', error };
	for (const row of batch) fail(run, row, error);
	return isAboutRows ? { kind: 'goOn' } : { kind: 'over', error };
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
			const created = decodeSingleQrCode(data)?.raw ?? { created: true, ...row.body };
			note(run, row, { itemIndex: row.itemIndex, created });
		} catch (error) {
			fail(run, row, error);
			if (!isAboutValues(error)) return { kind: 'over', error };
		}
	}
	return { kind: 'goOn' };
}

function note({ outcomes }: BulkRun, row: BulkRow | undefined, outcome: RowOutcome): void {
	if (row) outcomes.set(row, outcome);
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
function isAboutValues(error: unknown): boolean {
	if (!isClientError(error) || isPlanRefusal(error)) return false;
	return error.statusCode === 422 || decodeErrorBody(error.body).field !== undefined;
}

function isClientError(error: unknown): error is ConnectorError {
	return error instanceof ConnectorError && error.kind === 'clientError' && error.statusCode !== 401;
}

function leaveOut({ itemIndex }: BulkRow, reason: unknown): RowOutcome {
	const because = reason instanceof ConnectorError ? reason.text.message : String(reason);
	const kind = reason instanceof ConnectorError ? reason.kind : 'unexpectedAnswer';
	return { itemIndex, error: new ConnectorError(renderMessage('rowNotSent', { reason: because }), kind) };
}
