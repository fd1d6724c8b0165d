import type { Resource } from '../../operation';
import { get } from './get';

export const account: Resource = {
	option: { name: 'Account', value: 'account' },
	operationField: {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['account'] } },
		options: [get.option],
		default: 'get',
	},
	operations: [get],
};
