import type { Operation, Resource } from '../../run/operation';
import { create } from './create';
import { createMany } from './createMany/createMany';
import { deleteOperation } from './delete';
import { duplicate } from './duplicate';
import { get } from './get';
import { getAll } from './getAll';
import { getImage } from './getImage/getImage';
import { getAnalytics } from './getAnalytics';
import { printSheet } from './printSheet/printSheet';
import { update } from './update';
import { upsert } from './upsert/upsert';

/** In the order in which the editor lists them. */
const operations: Operation[] = [
	create,
	createMany,
	upsert,
	printSheet,
	deleteOperation,
	duplicate,
	get,
	getAnalytics,
	getImage,
	getAll,
	update,
];

export const qrCode: Resource = {
	option: { name: 'QR Code', value: 'qrCode' },
	operationField: {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['qrCode'] } },
		options: operations.map(({ option }) => option),
		default: 'create',
	},
	operations,
};
