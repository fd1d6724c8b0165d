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
	defaultOperation: 'create',
	operations: [create, createMany, deleteOperation, get, getAnalytics, getAll, update],
};
