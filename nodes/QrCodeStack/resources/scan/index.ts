import type { Resource } from '../../operation';
import { getAll } from './getAll';

export const scan: Resource = {
	option: { name: 'Scan', value: 'scan' },
	defaultOperation: 'getAll',
	operations: [getAll],
};
