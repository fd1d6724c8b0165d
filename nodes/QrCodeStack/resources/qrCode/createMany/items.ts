import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { decodeQrCode, type QrCode } from '../../../../shared/api/decode/qrCode';
import type { JsonObject } from '../../../../shared/api/endpoints';
import { isWithoutEffect } from '../../../../shared/errors/connectorError';
import type { RowOutcome } from './bulkRow';
import { ADDITIONS } from '../../../../shared/errors/catalogue/catalogue';
import { toNodeError, withSentence } from '../../../../shared/errors/nodeErrors';
import { toText } from '../../../../shared/util/objects';
import { tidyText } from '../../../../shared/util/redact';
import type { PictureStyle } from '../../../output/pictureStyle';
import { attachImages } from '../../../output/attachImage';
import { toErrorItem } from '../../../run/errorItems';
import { hint } from '../../../run/hints';
import { isStop, toItem } from '../../../run/runItems';

/**
 * One item per row, in the order of the rows. When some codes were created, failed rows become items as
 * well, even if the node does not continue on failures: to throw would lose the codes that now exist.
 * @param style of the pictures that the option Image asks for.
 */
export async function toItems(
	context: IExecuteFunctions,
	outcomes: RowOutcome[],
	style: PictureStyle | undefined,
): Promise<INodeExecutionData[]> {
	const failed = outcomes.filter((outcome) => 'error' in outcome);
	const createdCount = outcomes.length - failed.length;
	const [firstFailed] = failed;
	const mayThrow = !context.continueOnFail() || isStop(firstFailed?.error);
	if (firstFailed && createdCount === 0 && mayThrow) {
		const nodeError = toNodeError(context.getNode(), firstFailed.error, firstFailed.itemIndex);
		// where it is not certain, the error's own text says so
		const isCertain = failed.every(({ error }) => isWithoutEffect(error));
		throw isCertain ? withSentence(nodeError, ADDITIONS.nothingCreated) : nodeError;
	}
	if (failed.length > 0) hintAtFailures(context, createdCount, failed.length);
	if (failed.some(({ error }) => isStop(error))) logCreated(context, outcomes);
	const created = outcomes.flatMap((outcome) => ('created' in outcome ? [toQrCode(outcome.created)] : []));
	const results = (await attachImages(context, style, created)).values();
	return outcomes.map((outcome) =>
		'error' in outcome
			? toErrorItem(context, outcome.error, outcome.itemIndex)
			: toItem(results.next().value!, outcome.itemIndex),
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
function logCreated({ logger }: IExecuteFunctions, outcomes: RowOutcome[]): void {
	const created = outcomes.filter((outcome) => 'created' in outcome);
	const ids = created.map((outcome) => tidyText(toText(outcome.created.id)));
	logger.warn(
		`QRCodeStack: the execution was stopped after ${ids.length} QR codes were created: ${ids.join(', ')}`,
	);
}
