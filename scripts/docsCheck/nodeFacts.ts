import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { QrCodeStackApi } from '../../credentials/QrCodeStackApi.credentials';
import { buildProperties } from '../../nodes/QrCodeStack/resources/resources';
import { triggerFields } from '../../nodes/QrCodeStackTrigger/settings/fields';

export interface OperationFacts {
	resource: string;
	operation: string;
	description: string;
	fields: INodeProperties[];
}

// not from the node files: without their ending, tsx takes "….node" for the codex file beside them
const action = { displayName: 'QRCodeStack', properties: buildProperties() };
const trigger = { displayName: 'QRCodeStack Trigger', properties: triggerFields };
const credential = new QrCodeStackApi();

/** The operations as the editor lists them, each with its fields in their order. */
export function readOperations(): OperationFacts[] {
	const resources = optionsOf(action.properties.find(({ name }) => name === 'resource'));
	return resources.flatMap((resource) => {
		const field = action.properties.find(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes(resource.value),
		);
		return optionsOf(field).map((operation) => ({
			resource: resource.name,
			operation: operation.name,
			description: operation.description ?? '',
			fields: action.properties.filter(
				({ displayOptions }) =>
					displayOptions?.show?.resource?.includes(resource.value) &&
					displayOptions.show.operation?.includes(operation.value),
			),
		}));
	});
}

/** The trigger's settings as its table names them: "Watch", "Options > Country". */
export function readTriggerSettings(): string[] {
	return trigger.properties
		.filter(({ type }) => type !== 'notice')
		.flatMap((field) =>
			field.type === 'collection'
				? (field.options as INodeProperties[]).map((option) => `${field.displayName} > ${shortName(option)}`)
				: [shortName(field)],
		);
}

/** Everything that the editor shows a name of. */
export function readUiNames(): Set<string> {
	const names = [action, trigger].flatMap(({ displayName, properties }) => [
		displayName,
		`${displayName} Tool`,
		...namesIn(properties),
	]);
	return new Set([...names, credential.displayName, ...namesIn(credential.properties)]);
}

/** A display name without its unit: "Max Wait (Seconds)" is Max Wait. */
export function shortName({ displayName }: INodeProperties): string {
	return displayName.replace(/ \((?:Seconds|Minutes|Percent)\)$/, '');
}

function namesIn(entries: Array<INodeProperties | INodePropertyOptions | INodePropertyCollection>): string[] {
	return entries.flatMap((entry) => {
		if ('values' in entry) return [entry.displayName, ...namesIn(entry.values)];
		if (!('displayName' in entry)) return [entry.name];
		return [entry.displayName, shortName(entry), ...namesIn(entry.options ?? [])];
	});
}

function optionsOf(field: INodeProperties | undefined): INodePropertyOptions[] {
	return (field?.options ?? []) as INodePropertyOptions[];
}
