import type { IExecuteFunctions } from 'n8n-workflow';

import { MAX_BULK_ROWS } from '../../../../shared/api/limits';
import { isLeftOut, parseOption, parseSwitch } from '../../../../shared/input/parameterValues';
import { ON_INVALID_ROW, ON_REFUSED_BATCH, WHEN_BULK_UNAVAILABLE, WHEN_NAME_EXISTS } from './fields';
import { readBoundedNumber } from '../../../input/parameters';

export interface CreateManyOptions {
	/** Rows per call. */
	batchSize: number;
	/** Whether to create one by one when the plan has no bulk endpoint. */
	fallsBackToSingles: boolean;
	/** Whether to halve a batch that was refused whole, until the rows at fault are found. */
	bisects: boolean;
	/** Whether the others are created where some rows can't be sent. */
	skipsInvalid: boolean;
	/** Whether rows with the very same values are meant. */
	allowsDuplicates: boolean;
	/** Whether to ask what the account has left in any case. */
	checksAccount: boolean;
	/** What becomes of a row whose name a code has already. */
	whenNameExists: keyof typeof WHEN_NAME_EXISTS;
	/** Whether each item has the fields of its row. */
	includesInput: boolean;
}

/** @throws {ConnectorError} kind 'invalidInput' for an option that can't be. */
export function readCreateManyOptions(context: IExecuteFunctions): CreateManyOptions {
	const read = (name: string): unknown => context.getNodeParameter(`options.${name}`, 0, null);
	const batchSize = read('batchSize') ?? MAX_BULK_ROWS;
	const { createOneByOne, stop } = WHEN_BULK_UNAVAILABLE;
	const { keep, bisect } = ON_REFUSED_BATCH;
	return {
		batchSize: readBoundedNumber(batchSize, 'Batch Size', MAX_BULK_ROWS, 'batchTooLarge'),
		fallsBackToSingles:
			parseOption(
				read('whenBulkUnavailable'),
				'When Bulk Is Unavailable',
				[createOneByOne, stop],
				createOneByOne,
			) === createOneByOne,
		bisects: parseOption(read('onRefusedBatch'), 'When Batch Is Refused', [keep, bisect], keep) === bisect,
		skipsInvalid: skipsInvalidRows(context, read('onInvalidRow')),
		allowsDuplicates: parseSwitch(read('allowDuplicates'), 'Allow Duplicates', false),
		checksAccount: parseSwitch(read('checkAccount'), 'Check Account First', false),
		whenNameExists: parseOption(
			read('whenNameExists'),
			'When Name Exists',
			Object.values(WHEN_NAME_EXISTS),
			WHEN_NAME_EXISTS.create,
		),
		includesInput: parseSwitch(read('includeInputFields'), 'Include Input Fields', false),
	};
}

/** Who lets the node continue wants the good rows, unless the option says otherwise. */
function skipsInvalidRows(context: IExecuteFunctions, value: unknown): boolean {
	if (isLeftOut(value)) return context.continueOnFail();
	const { stop, skip } = ON_INVALID_ROW;
	return parseOption(value, 'When Rows Are Wrong', [stop, skip], stop) === skip;
}
