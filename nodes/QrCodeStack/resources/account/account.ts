import type { Operation, Resource } from '../../run/operation';
import { get } from './get';

const operations: Operation[] = [get];

export const account: Resource = {
	option: { name: 'Account', value: 'account' },
	operationField: {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['account'] } },
		options: operations.map(({ option }) => option),
		default: 'get',
	},
	operations,
};
