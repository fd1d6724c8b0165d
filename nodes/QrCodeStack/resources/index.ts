import type { INodeProperties } from 'n8n-workflow';

import type { Operation, Resource } from '../operation';
import { account } from './account';
import { qrCode } from './qrCode';
import { scan } from './scan';

const RESOURCES: Resource[] = [account, qrCode, scan];
const DEFAULT_RESOURCE = qrCode;

/** All fields of the node, each shown for its own operation only. */
export function buildProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: RESOURCES.map(({ option }) => option),
			default: DEFAULT_RESOURCE.option.value,
		},
		...RESOURCES.map(buildOperationField),
		...RESOURCES.flatMap((resource) =>
			resource.operations.flatMap((operation) =>
				operation.fields.map((field) => showFor(field, resource, operation)),
			),
		),
	];
}

/** The operation behind the values of the two drop-downs; undefined for values that don't exist. */
export function findOperation(resourceValue: unknown, operationValue: unknown): Operation | undefined {
	const resource = RESOURCES.find(({ option }) => option.value === resourceValue);
	return resource?.operations.find(({ option }) => option.value === operationValue);
}

function buildOperationField(resource: Resource): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.option.value] } },
		options: resource.operations.map(({ option }) => option),
		default: resource.defaultOperation,
	};
}

function showFor(field: INodeProperties, resource: Resource, operation: Operation): INodeProperties {
	const show = {
		resource: [resource.option.value],
		operation: [operation.option.value],
		...field.displayOptions?.show,
	};
	return { ...field, displayOptions: { ...field.displayOptions, show } };
}
