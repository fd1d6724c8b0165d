import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { ROW_COLUMNS } from '../../../../shared/api/decode/knownFields';
import { decodeQrCode, type QrCode } from '../../../../shared/api/decode/qrCode';
import type { JsonObject } from '../../../../shared/api/endpoints';
import { isWithoutEffect } from '../../../../shared/errors/connectorError';
import type { CodeOutcome, RowOutcome } from './bulkRow';
import { WHEN_NAME_EXISTS } from './fields';
import type { CreateManyOptions } from './options';
import { ADDITIONS } from '../../../../shared/errors/catalogue/catalogue';
import { toNodeError, withAllInMessage, withSentence } from '../../../../shared/errors/nodeErrors';
import { toText } from '../../../../shared/util/objects';
import { tidyText } from '../../../../shared/util/redact';
import type { PictureStyle } from '../../../output/pictureStyle';
import { attachImages } from '../../../output/attachImage';
import { toErrorItem } from '../../../run/errorItems';
import { hint } from '../../../run/hints';
import { isStop, toItem } from '../../../run/runItems';

/** What became of a row, and the row as it came. */
export type RowResult = RowOutcome & { given: JsonObject };

type CodeResult = Extract<RowResult, { created: JsonObject }>;

/**
 * One item per row, in the order of the rows. When some codes were created, failed rows become items as
 * well, even if the node does not continue on failures: to throw would lose the codes that now exist.
 * @param style of the pictures that the option Image asks for.
 */
export async function toItems(
	context: IExecuteFunctions,
	results: RowResult[],
	style: PictureStyle | undefined,
	options: Pick<CreateManyOptions, 'whenNameExists' | 'includesInput'>,
): Promise<INodeExecutionData[]> {
	const failed = results.filter((result) => 'error' in result);
	const codes = results.filter((result): result is CodeResult => 'created' in result);
	const [firstFailed] = failed;
	const mayThrow = !context.continueOnFail() || isStop(firstFailed?.error);
	if (firstFailed && codes.length === 0 && mayThrow) {
		const nodeError = toNodeError(context.getNode(), firstFailed.error, firstFailed.itemIndex);
		// where it is not certain, the error's own text says so
		const isCertain = failed.every(({ error }) => isWithoutEffect(error));
		throw isCertain ? withSentence(nodeError, ADDITIONS.nothingCreated) : nodeError;
	}
	const showsOutcome = options.whenNameExists !== WHEN_NAME_EXISTS.create;
	if (showsOutcome) hintAtOutcomes(context, codes, failed.length);
	else if (failed.length > 0) hintAtFailures(context, codes.length, failed.length);
	if (failed.some(({ error }) => isStop(error))) logCreated(context, codes);
	const decoded = codes.map(({ created }) => toQrCode(created));
	const outputs = codes.map((result, index) => {
		if (options.includesInput) return { ...result.given, ...toColumns(outcomeOf(result), decoded[index]!) };
		return showsOutcome ? { outcome: outcomeOf(result), ...result.created } : result.created;
	});
	const withImages = (await attachImages(context, style, decoded, outputs)).values();
	return results.map((result) => {
		if (!('error' in result)) return toItem(withImages.next().value!, result.itemIndex);
		if (options.includesInput) return besideInput(context, result);
		return toErrorItem(context, result.error, result.itemIndex);
	});
}

function outcomeOf({ outcome }: CodeResult): CodeOutcome {
	return outcome ?? 'created';
}

/** The columns that a row gets. */
function toColumns(
	outcome: CodeOutcome | 'failed',
	{ id = '', shortUrl = '' }: Partial<QrCode>,
	problem = '',
) {
	const { id: idColumn, shortUrl: linkColumn, outcome: outcomeColumn, problem: problemColumn } = ROW_COLUMNS;
	return { [idColumn]: id, [linkColumn]: shortUrl, [outcomeColumn]: outcome, [problemColumn]: problem };
}

/**
 * The item of a row that failed, with all its columns. For an error output, n8n knows it by its form, and lays the
 * input item's columns beside it itself.
 */
function besideInput(
	context: IExecuteFunctions,
	{ given, itemIndex, error }: RowResult & { error: unknown },
): INodeExecutionData {
	const node = context.getNode();
	if (node.onError === 'continueErrorOutput') return toErrorItem(context, error, itemIndex);
	const problem = withAllInMessage(toNodeError(node, error, itemIndex)).message;
	return toItem({ ...given, ...toColumns('failed', {}, problem) }, itemIndex);
}

/** "3 created, 2 exist already, 1 failed." */
function hintAtOutcomes(context: IExecuteFunctions, codes: readonly CodeResult[], failed: number): void {
	const texts = { created: 'created', exists: 'exist already', updated: 'updated', unchanged: 'unchanged' };
	const counts = Object.entries(texts).map(
		([outcome, text]) => [codes.filter((code) => outcomeOf(code) === outcome).length, text] as const,
	);
	const said = [...counts, [failed, 'failed'] as const].filter(([count]) => count > 0);
	if (said.length === 0) return;
	hint(
		context,
		failed > 0 ? 'warning' : 'info',
		`QR codes: ${said.map(([count, text]) => `${count} ${text}`).join(', ')}.`,
	);
}

function toQrCode(created: JsonObject): QrCode {
	return decodeQrCode(created) ?? { isDeleted: false, raw: created };
}

function hintAtFailures(context: IExecuteFunctions, createdCount: number, failedCount: number): void {
	const message = `Created ${createdCount} of ${createdCount + failedCount} QR codes. The items without one say why.`;
	hint(context, 'warning', message);
}

/** n8n may drop the output of an execution that was stopped; the log then still names what exists. */
function logCreated({ logger }: IExecuteFunctions, codes: readonly CodeResult[]): void {
	const created = codes.filter((code) => outcomeOf(code) === 'created');
	const ids = created.map((outcome) => tidyText(toText(outcome.created.id)));
	logger.warn(
		`QRCodeStack: the execution was stopped after ${ids.length} QR codes were created: ${ids.join(', ')}`,
	);
}
