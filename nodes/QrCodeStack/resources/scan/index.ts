import type { Resource } from '../../operation';
import { getAll } from './getAll';

export const scan: Resource = {
	option: { name: 'Scan', value: 'scan' },
	operationField: {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['scan'] } },
		options: [getAll.option],
		default: 'getAll',
	},
	operations: [getAll],
};
