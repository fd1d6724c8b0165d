import type { IExecuteFunctions } from 'n8n-workflow';

import { MAX_BULK_ROWS } from '../../../../shared/api/contract';
import { parseSwitch } from '../../../../shared/input/expressionValues';
import { ON_INVALID_ROW, ON_REFUSED_BATCH, WHEN_BULK_UNAVAILABLE } from './fields';
import { readBoundedNumber } from '../../../input/parameters';

export interface CreateManyOptions {
	/** Rows per call. */
	batchSize: number;
	/** Whether to create one by one when the plan has no bulk endpoint. */
	fallsBackToSingles: boolean;
	/** Whether to halve a batch that was refused whole, until the rows at fault are found. */
	bisects: boolean;
	/** Whether rows that can't be sent leave the others to be created. */
	skipsInvalid: boolean;
	/** Whether rows with the very same values are meant. */
	allowsDuplicates: boolean;
	/** Whether to ask what the account has left in any case. */
	checksAccount: boolean;
}

/** @throws {ConnectorError} kind 'invalidInput' for a batch size that can't be. */
export function readCreateManyOptions(context: IExecuteFunctions): CreateManyOptions {
	const read = (name: string): unknown => context.getNodeParameter(`options.${name}`, 0, null);
	const onInvalidRow = read('onInvalidRow');
	return {
		batchSize: readBoundedNumber(
			read('batchSize') ?? MAX_BULK_ROWS,
			'Batch Size',
			MAX_BULK_ROWS,
			'batchTooLarge',
		),
		fallsBackToSingles: read('whenBulkUnavailable') !== WHEN_BULK_UNAVAILABLE.stop,
		bisects: read('onRefusedBatch') === ON_REFUSED_BATCH.bisect,
		// who lets the node continue wants the good rows, unless the option says otherwise
		skipsInvalid: onInvalidRow === ON_INVALID_ROW.skip || (onInvalidRow === null && context.continueOnFail()),
		allowsDuplicates: parseSwitch(read('allowDuplicates'), false),
		checksAccount: parseSwitch(read('checkAccount'), false),
	};
}
