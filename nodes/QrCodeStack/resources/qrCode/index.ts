import type { Resource } from '../../operation';
import { create } from './create';
import { createMany } from './createMany';
import { deleteOperation } from './delete';
import { duplicate } from './duplicate';
import { get } from './get';
import { getAll } from './getAll';
import { getAnalytics } from './getAnalytics';
import { update } from './update';
import { upsert } from './upsert';

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
			upsert.option,
			deleteOperation.option,
			duplicate.option,
			get.option,
			getAnalytics.option,
			getAll.option,
			update.option,
		],
		default: 'create',
	},
	operations: [create, createMany, upsert, deleteOperation, duplicate, get, getAnalytics, getAll, update],
};
