import { ApiCallError } from './apiCallError';
import type { ApiSession } from './apiSession';
import { matchBulkAnswer } from './bulkAnswer';
import { createQrCode, createQrCodes, type JsonObject } from './endpoints';
import { isObject } from './objects';
import { parseBulkAnswer } from './schemas';
import { sendRequest } from './sendRequest';

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
}

/**
 * Creates the rows batch by batch and says of each row what became of it, in the order of the rows. It
 * never throws: what was created before something broke must not be lost.
 */
export async function createInBulk(
	session: ApiSession,
	rows: BulkRow[],
	options: BulkOptions,
): Promise<RowOutcome[]> {
	const outcomes: RowOutcome[] = [];
	for (let start = 0; start < rows.length; start += options.batchSize) {
		const batch = rows.slice(start, start + options.batchSize);
		const result = await createBatch(session, batch);
		if (result.isUnavailable && options.fallsBackToSingles && start === 0) {
			session.context.logger.info(
				'QRCodeStack: this plan has no bulk creation, creating the QR codes one by one',
			);
			return await createOneByOne(session, rows);
		}
		outcomes.push(...result.outcomes);
		if (result.endsRun !== undefined) {
			return [...outcomes, ...leaveOut(rows.slice(start + batch.length), result.endsRun)];
		}
	}
	return outcomes;
}

interface BatchResult {
	outcomes: RowOutcome[];
	/** The plan does not have the endpoint: nothing was created. */
	isUnavailable?: boolean;
	/** Why no further batch makes sense. */
	endsRun?: unknown;
}

async function createBatch(session: ApiSession, batch: BulkRow[]): Promise<BatchResult> {
	try {
		const { data } = await sendRequest(session, createQrCodes(batch.map(({ body }) => body)));
		return { outcomes: matchBulkAnswer(batch, parseBulkAnswer(data)) };
	} catch (error) {
		const outcomes = batch.map(({ itemIndex }) => ({ itemIndex, error }));
		return { outcomes, isUnavailable: isPlanRefusal(error), endsRun: endsRun(error) ? error : undefined };
	}
}

async function createOneByOne(session: ApiSession, rows: BulkRow[]): Promise<RowOutcome[]> {
	const outcomes: RowOutcome[] = [];
	for (const [index, { itemIndex, body }] of rows.entries()) {
		try {
			const { data } = await sendRequest(session, createQrCode(body));
			outcomes.push({ itemIndex, created: isObject(data) ? data : { created: true, ...body } });
		} catch (error) {
			outcomes.push({ itemIndex, error });
			if (endsRun(error)) return [...outcomes, ...leaveOut(rows.slice(index + 1), error)];
		}
	}
	return outcomes;
}

function isPlanRefusal(error: unknown): boolean {
	return error instanceof ApiCallError && error.statusCode === 403;
}

/** Only values that the API rejects are the row's own affair; anything else would meet the next row too. */
function endsRun(error: unknown): boolean {
	return !(error instanceof ApiCallError) || error.statusCode !== 422;
}

function leaveOut(rows: BulkRow[], reason: unknown): RowOutcome[] {
	const because = reason instanceof ApiCallError ? reason.text.message : String(reason);
	const text = {
		message: 'This QR code was not sent',
		description: `An earlier one ended the run: ${because}. Run this again for the items that have no QR code.`,
	};
	const kind = reason instanceof ApiCallError ? reason.kind : 'unexpectedAnswer';
	return rows.map(({ itemIndex }) => ({ itemIndex, error: new ApiCallError(text, kind) }));
}
