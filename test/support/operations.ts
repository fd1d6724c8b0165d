import type { INodePropertyOptions } from 'n8n-workflow';

import { buildProperties } from '../../nodes/QrCodeStack/resources/resources';

/** Every operation of the action node as "qrCode: create", for tests that must leave none out. */
export const ALL_OPERATIONS = buildProperties()
	.filter(({ name }) => name === 'operation')
	.flatMap(({ options, displayOptions }) =>
		(options as INodePropertyOptions[]).map(
			({ value }) => `${String(displayOptions?.show?.resource?.[0])}: ${String(value)}`,
		),
	)
	.sort();

/** The operations that are named in a list of parameters, each once. */
export function operationsIn(list: ReadonlyArray<{ resource?: unknown; operation?: unknown }>): string[] {
	const named = list.map(({ resource, operation }) => `${String(resource)}: ${String(operation)}`);
	return [...new Set(named)].sort();
}
