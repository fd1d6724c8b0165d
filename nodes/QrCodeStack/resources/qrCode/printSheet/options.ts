import type { IExecuteFunctions } from 'n8n-workflow';

import type { ErrorCorrection } from '../../../../shared/image/matrix';
import type { SheetOptions } from '../../../../shared/image/pdf/printSheet';
import {
	parseNumber,
	parseOption,
	parseSwitch,
	parseText,
	parseWholeNumber,
} from '../../../../shared/input/parameterValues';
import { isObject } from '../../../../shared/util/objects';
import { DEFAULT_MARGIN, MAX_MARGIN } from '../../../fields/imageFields';
import {
	ERROR_CORRECTIONS,
	readDots,
	readOutputField,
	type PictureStyle,
} from '../../../output/pictureStyle';
import {
	CAPTIONS,
	DEFAULT_COLUMNS,
	DEFAULT_LAYOUT,
	DEFAULT_ROWS,
	MAX_COLUMNS,
	MAX_ROWS,
	PAPERS,
} from './fields';

export interface SheetRequest {
	layout: Pick<SheetOptions, 'paper' | 'columns' | 'rows' | 'marginMm' | 'gapMm' | 'cutMarks' | 'margin'>;
	caption: keyof typeof CAPTIONS;
	errorCorrection: ErrorCorrection;
	/** Colour and shape of all codes, or of each its own. */
	dots: Pick<PictureStyle, 'dotColor' | 'dotShape'>;
	outputField: string;
	/** Empty for the usual one. */
	fileName: string;
}

/** @throws {ConnectorError} kind 'invalidInput' for a value that can't be. */
export function readSheetRequest(context: IExecuteFunctions): SheetRequest {
	const read = (name: string): unknown => context.getNodeParameter(name, 0, null);
	const given = read('sheetOptions');
	const options = isObject(given) ? given : {};
	const millimeters = (name: 'marginX' | 'marginY' | 'gapX' | 'gapY', label: string) =>
		parseNumber(options[name] ?? DEFAULT_LAYOUT[name], { label, min: 0 });
	const level = parseOption(options.errorCorrection, 'Error Correction', ERROR_CORRECTIONS, 'auto');
	return {
		layout: {
			paper: parseOption(read('paper'), 'Paper', Object.values(PAPERS), PAPERS.a4),
			columns: parseWholeNumber(read('columns') ?? DEFAULT_COLUMNS, {
				label: 'Columns',
				min: 1,
				max: MAX_COLUMNS,
			}),
			rows: parseWholeNumber(read('rows') ?? DEFAULT_ROWS, { label: 'Rows', min: 1, max: MAX_ROWS }),
			marginMm: {
				horizontal: millimeters('marginX', 'Horizontal Margin'),
				vertical: millimeters('marginY', 'Vertical Margin'),
			},
			gapMm: {
				horizontal: millimeters('gapX', 'Column Gap'),
				vertical: millimeters('gapY', 'Row Gap'),
			},
			cutMarks: parseSwitch(options.cutMarks, 'Cut Marks', false),
			margin: parseWholeNumber(options.margin ?? DEFAULT_MARGIN, {
				label: 'Margin',
				min: 0,
				max: MAX_MARGIN,
			}),
		},
		caption: parseOption(read('caption'), 'Caption', Object.values(CAPTIONS), CAPTIONS.name),
		errorCorrection: level === 'auto' ? 'M' : level,
		dots: readDots(options),
		outputField: readOutputField(options),
		fileName: parseText(options.fileName, 'File Name'),
	};
}
