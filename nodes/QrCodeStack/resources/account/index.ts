import type { Resource } from '../../operation';
import { get } from './get';

export const account: Resource = {
	option: { name: 'Account', value: 'account' },
	defaultOperation: 'get',
	operations: [get],
};
