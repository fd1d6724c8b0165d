import type { Operation, Resource } from '../../run/operation';
import { getAll } from './getAll';
import { summarize } from './summarize/summarize';

const operations: Operation[] = [getAll, summarize];

export const scan: Resource = {
	option: { name: 'Scan', value: 'scan' },
	operationField: {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['scan'] } },
		options: operations.map(({ option }) => option),
		default: 'getAll',
	},
	operations,
};
