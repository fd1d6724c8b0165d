import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { QrCode } from '../../../../shared/api/decode/qrCode';
import { invalidInput } from '../../../../shared/errors/connectorError';
import type { QrMatrix } from '../../../../shared/image/matrix';
import { startPrintSheet, type PrintSheet, type SheetCode } from '../../../../shared/image/pdf/printSheet';
import { readLinkedQrCode } from '../linkedQrCode';
import { readConcurrency } from '../../../input/parameters';
import { attachFile } from '../../../output/attachImage';
import { chooseDots, requireMatrix, requireShortLink } from '../../../output/drawPicture';
import { toFileName } from '../../../output/fileName';
import { hintAtFallBack, hintAtReadability } from '../../../output/pictureHints';
import type { Operation } from '../../../run/operation';
import { runItems, toItem } from '../../../run/runItems';
import type { RunSessions } from '../../../run/sessions';
import { takeTurn } from '../../../run/turns';
import { CAPTIONS, printSheetFields } from './fields';
import { readSheetRequest, type SheetRequest } from './options';

const TYPE = { extension: 'pdf', mimeType: 'application/pdf' };
const USUAL_FILE_NAME = 'qr-codes';
const BACKGROUND = 'transparent';

export const printSheet: Operation = {
	option: {
		name: 'Create Print Sheet',
		value: 'printSheet',
		action: 'Create print sheet of QR codes',
		description: 'Put the QR codes of all input items on one PDF of labels, ready to print',
	},
	fields: printSheetFields,
	async runAll(context, sessions) {
		const request = readSheetRequest(context);
		const sheet = startSheet(request);
		const { labels, errorItems } = await collectLabels(context, sessions, request);
		if (labels.length === 0) return errorItems;
		for (const label of labels) {
			await takeTurn(context, async () => sheet.add(toSheetCode(label, request)));
		}
		return [await finish(context, sheet, labels, request), ...errorItems];
	},
};

/** A code that a label is drawn of, and the input item that it comes from. */
interface Label {
	itemIndex: number;
	code: QrCode;
	link: string;
	matrix: QrMatrix;
}

/** @throws {ConnectorError} kind 'invalidInput' when margins and gaps leave no room for labels. */
function startSheet({ layout, caption }: SheetRequest): PrintSheet {
	const sheet = startPrintSheet({
		...layout,
		hasCaptions: caption !== CAPTIONS.none,
		title: 'QR codes',
		// of each label there are its own
		shape: 'square',
		colors: { dark: '#000000', light: BACKGROUND },
	});
	if (sheet) return sheet;
	throw invalidInput('sheetTooFull', { columns: layout.columns, rows: layout.rows });
}

/** Finds the codes of all items, before the first label is drawn; those of items that failed are missing. */
async function collectLabels(
	context: IExecuteFunctions,
	sessions: RunSessions,
	{ errorCorrection }: SheetRequest,
): Promise<{ labels: Label[]; errorItems: INodeExecutionData[] }> {
	const labels: Label[] = [];
	const errorItems = await runItems({
		context,
		sessions,
		concurrency: readConcurrency(context),
		async runItem(call) {
			const code = await readLinkedQrCode(call, ({ shortUrl }) => shortUrl !== undefined);
			const link = requireShortLink(code);
			const matrix = await takeTurn(context, async () => requireMatrix(link, errorCorrection));
			labels.push({ itemIndex: call.itemIndex, code, link, matrix });
			return [];
		},
	});
	return { labels: labels.sort((a, b) => a.itemIndex - b.itemIndex), errorItems };
}

function toSheetCode({ code, link, matrix }: Label, { caption, dots }: SheetRequest): SheetCode {
	const text = caption === CAPTIONS.name ? (code.name ?? link) : link;
	return {
		matrix,
		style: chooseDots(code, { ...dots, backgroundColor: BACKGROUND }),
		caption: text,
		otherwise: link,
	};
}

async function finish(
	context: IExecuteFunctions,
	sheet: PrintSheet,
	labels: readonly Label[],
	request: SheetRequest,
): Promise<INodeExecutionData> {
	const { pdf, pages, captionsFellBack } = await sheet.finish();
	const { fileName, outputField: field } = request;
	hintAtLabels(context, sheet, labels, request);
	if (captionsFellBack > 0) {
		hintAtFallBack(context, captionsFellBack === 1 ? '1 label' : `${captionsFellBack} labels`);
	}
	const name = toFileName(fileName === '' ? USUAL_FILE_NAME : fileName, TYPE.extension);
	const output = { labels: labels.length, pages };
	const attached = await attachFile(context, output, { ...TYPE, bytes: pdf, fileName: name, field });
	const pairedItem = labels.map(({ itemIndex }) => ({ item: itemIndex }));
	return { ...toItem(attached, 0), pairedItem };
}

function hintAtLabels(
	context: IExecuteFunctions,
	{ sideMm }: PrintSheet,
	labels: readonly Label[],
	{ layout: { margin }, errorCorrection, dots }: SheetRequest,
): void {
	for (const { code, matrix } of labels) {
		hintAtReadability(context, {
			matrixSize: matrix.size,
			margin,
			colors: chooseDots(code, { ...dots, backgroundColor: BACKGROUND }).colors,
			errorCorrection,
			hasLogo: false,
			moduleMm: sideMm / (matrix.size + 2 * margin),
		});
	}
}
