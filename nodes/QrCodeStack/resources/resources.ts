import type { INodeProperties } from 'n8n-workflow';

import type { Operation, Resource } from '../run/operation';
import { account } from './account/account';
import { qrCode } from './qrCode/qrCode';
import { scan } from './scan/scan';
import { shareFields } from './shareFields';

const RESOURCES: Resource[] = [account, qrCode, scan];

/** All fields of the node, each shown for its own operation only. */
export function buildProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: RESOURCES.map(({ option }) => option),
			default: 'qrCode',
		},
		...RESOURCES.map(({ operationField }) => operationField),
		...shareFields(
			RESOURCES.flatMap(({ option: { value }, operations }) =>
				operations.map(({ option, fields }) => ({
					resource: String(value),
					operation: String(option.value),
					fields,
				})),
			),
		),
	];
}

/** Says on the canvas what the node will do, in the words in which the node creator lists the operations. */
export function buildSubtitle(): string {
	const actions = RESOURCES.flatMap(({ option, operations }) =>
		operations.map((operation) => [`${option.value}:${operation.option.value}`, operation.option.action]),
	);
	const texts = JSON.stringify(Object.fromEntries(actions));
	return `={{ (${texts})[$parameter["resource"] + ":" + $parameter["operation"]] }}`;
}

/** The operation behind the values of the two drop-downs; undefined for values that don't exist. */
export function findOperation(resourceValue: unknown, operationValue: unknown): Operation | undefined {
	const resource = RESOURCES.find(({ option }) => option.value === resourceValue);
	return resource?.operations.find(({ option }) => option.value === operationValue);
}
