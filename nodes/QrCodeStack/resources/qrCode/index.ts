import type { Resource } from '../../operation';
import { create } from './create';
import { createMany } from './createMany';
import { deleteOperation } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { getAnalytics } from './getAnalytics';
import { update } from './update';

export const qrCode: Resource = {
	option: { name: 'QR Code', value: 'qrCode' },
	operationField: {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['qrCode'] } },
		options: [
			create.option,
			createMany.option,
			deleteOperation.option,
			get.option,
			getAnalytics.option,
			getAll.option,
			update.option,
		],
		default: 'create',
	},
	operations: [create, createMany, deleteOperation, get, getAnalytics, getAll, update],
};
