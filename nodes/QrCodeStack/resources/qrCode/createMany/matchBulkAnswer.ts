import type { BulkEntry, BulkOutcome } from '../../../../shared/api/decode/bulk';
import type { ErrorBody } from '../../../../shared/api/decode/refusal';
import { ConnectorError } from '../../../../shared/errors/connectorError';
import { ADDITIONS, fill, renderMessageWith } from '../../../../shared/errors/catalogue/catalogue';
import { tidyText } from '../../../../shared/util/redact';
import type { BulkRow, RowOutcome } from './bulkRow';
import { placeEntries } from './placeEntries';

/**
 * Finds out for each row of a batch what the API made of it (A7). A row that nothing in the answer fits for certain
 * is said to be unclear, with what the answer had: never dropped, and never given the code of another one.
 */
export function matchBulkAnswer(batch: readonly BulkRow[], outcome: BulkOutcome): RowOutcome[] {
	const { byRow, homeless } = placeEntries(
		batch.map(({ body }) => body),
		outcome.entries,
	);
	return batch.map(({ itemIndex }, row) => {
		const entries = byRow.get(row) ?? [];
		const created = entries.filter(({ kind }) => kind === 'created');
		const [first] = created;
		if (created.length === 1 && first) return { itemIndex, created: first.code?.raw ?? { created: true } };
		const refusals = entries.flatMap(({ refusal }) => refusal ?? []);
		const isRefused = entries.length > 0 && refusals.length === entries.length;
		return {
			itemIndex,
			error: isRefused ? refusedRow(refusals) : unclearRow(outcome, [...entries, ...homeless]),
		};
	});
}

/**
 * Finds out which rows of a batch a refusal of the whole batch names.
 * @returns what is said of each, by its position in the batch; empty when it names none of them.
 */
export function findRefusedRows(
	batch: readonly BulkRow[],
	{ entries }: BulkOutcome,
): Map<number, ConnectorError> {
	const refused = entries.filter(({ kind, row }) => kind === 'refused' && row !== undefined);
	const { byRow } = placeEntries(
		batch.map(({ body }) => body),
		refused,
	);
	return new Map(
		[...byRow].map(([row, found]) => [row, refusedRow(found.flatMap(({ refusal }) => refusal ?? []))]),
	);
}

function refusedRow(refusals: readonly ErrorBody[]): ConnectorError {
	const reasons = refusals.map(({ message = '', field }) =>
		field === undefined || message.includes(field) ? message : `${field}: ${message}`,
	);
	const reason = tidyText([...new Set(reasons)].join('; '));
	const code = tidyText(refusals.find((refusal) => refusal.code !== undefined)?.code ?? '');
	const said = `QRCodeStack says: "${reason}"${code ? ` (${code})` : ''}.`;
	const text = {
		...renderMessageWith('valuesRefused', {}, said),
		httpCode: '422',
		...(code ? { code } : {}),
	};
	return new ConnectorError(text, 'clientError', 422);
}

/** A text names this many codes and members: a person can look through them. */
const MAX_NAMED = 20;

function unclearRow({ seen }: BulkOutcome, homeless: readonly BulkEntry[]): ConnectorError {
	const ids = homeless.flatMap(({ code }) => code?.id ?? []);
	const texts = homeless.flatMap(({ refusal }) => refusal?.message ?? []);
	const names = seen.length > 0 ? [fill(ADDITIONS.answerHad, { names: listed(seen) })] : [];
	const codes = ids.length > 0 ? [fill(ADDITIONS.codesWithoutRow, { ids: listed(ids) })] : [];
	const said = texts.length > 0 ? [`QRCodeStack says: "${listed(texts)}".`] : [];
	const detail = [...codes, ...said, ...names].join(' ');
	return new ConnectorError(renderMessageWith('rowUnclear', {}, detail), 'unexpectedAnswer');
}

function listed(texts: readonly string[]): string {
	const unique = [...new Set(texts)];
	const more = unique.length > MAX_NAMED ? ` and ${unique.length - MAX_NAMED} more` : '';
	return tidyText(unique.slice(0, MAX_NAMED).join(', ')) + more;
}
