import { z } from 'zod';
import { Refusal, invalid, success, toSentence } from '../server/answers';
import type { Endpoint } from '../server/endpoint';
import { presentQrCode, qrCodeLimitReached } from './qrCodes';
import { hasRoomForQrCode, storeQrCode, type Account, type Store } from '../store/store';
import type { SandboxResponse } from '../store/types';
import { parseCreation, toIssues } from './validation';

const MAX_BATCH_SIZE = 500;

const batchSchema = z.object({
	qr_codes: z
		.array(z.unknown())
		.min(1, 'must hold at least one QR code')
		.max(MAX_BATCH_SIZE, `must hold at most ${MAX_BATCH_SIZE} QR codes`),
});

interface RowError {
	error: string;
	code: string;
}

type Row = { index: number; created: object } | { index: number; failed: RowError };

/** Creates up to 500 codes, each row with its own outcome (A7). */
export const createManyQrCodes: Endpoint = ({ store, account, body }) => {
	const batch = batchSchema.safeParse(body);
	if (!batch.success) throw invalid(toIssues(batch.error));
	const rows = batch.data.qr_codes;
	if (store.variants.bulkAnswer.startsWith('reject_')) refuseInvalidRows(rows, store);
	return answerRows(
		rows.map((row, index) => createRow(store, account, row, index)),
		store,
	);
};

function createRow(store: Store, account: Account, row: unknown, index: number): Row {
	const creation = parseCreation(row);
	if ('issues' in creation) {
		return { index, failed: { error: toSentence(creation.issues[0]!), code: 'validation_error' } };
	}
	if (!hasRoomForQrCode(account)) {
		const { message, code } = qrCodeLimitReached(account).options;
		return { index, failed: { error: message, code } };
	}
	return { index, created: presentQrCode(store, storeQrCode(store, account, creation.fields)) };
}

/** One entry a row, in the order of the rows. */
function toEntries(rows: Row[]): object[] {
	return rows.map((row) =>
		'created' in row
			? { index: row.index, success: true, qr_code: row.created, error: null }
			: { index: row.index, success: false, status: 'failed', message: row.failed.error },
	);
}

function answerRows(rows: Row[], { variants }: Store): SandboxResponse {
	const status = rows.some((row) => 'failed' in row) ? 207 : 201;
	if (variants.bulkAnswer === 'array') {
		const data = rows.map((row) => ('created' in row ? row.created : { success: false, ...row.failed }));
		return success(variants, data, { status });
	}
	const first = variants.bulkAnswer === 'from_one' ? 1 : 0;
	const withIndex = !['no_index', 'counts', 'texts'].includes(variants.bulkAnswer);
	const toEntry = (index: number, content: object) =>
		withIndex ? { index: index + first, ...content } : content;
	const created = rows.flatMap((row) => ('created' in row ? [toEntry(row.index, row.created)] : []));
	const errors = rows.flatMap((row) => ('failed' in row ? [toEntry(row.index, row.failed)] : []));
	switch (variants.bulkAnswer) {
		case 'entries':
			return success(variants, toEntries(rows), { status });
		case 'results':
			return success(variants, { results: toEntries(rows) }, { status });
		case 'counts': {
			const counts = { created: created.length, failed: errors.length };
			const failed = rows.flatMap((row) => ('failed' in row ? [{ index: row.index, ...row.failed }] : []));
			return success(variants, { ...counts, qr_codes: created, errors: failed }, { status });
		}
		case 'texts': {
			const texts = rows.flatMap((row) =>
				'failed' in row ? [`Row ${row.index + 1}: ${row.failed.error}`] : [],
			);
			return success(variants, { created, errors: texts }, { status });
		}
		case 'job':
			return success(variants, { job_id: 'job_1', status: 'queued' }, { status: 202 });
		case 'success_false':
			return { status, headers: {}, body: { success: errors.length === 0, data: { created, errors } } };
		default:
			return success(variants, { created, errors }, { status });
	}
}

function refuseInvalidRows(rows: unknown[], { variants }: Store): void {
	const errors = rows.flatMap((row, index) => {
		const creation = parseCreation(row);
		if (!('issues' in creation)) return [];
		return [{ index, error: toSentence(creation.issues[0]!), code: 'validation_error' }];
	});
	if (errors.length === 0) return;
	throw new Refusal({
		status: 422,
		code: 'validation_error',
		message: 'Some of the QR codes are invalid; none was created',
		details: variants.bulkAnswer === 'reject_naming_rows' ? { errors } : {},
	});
}
