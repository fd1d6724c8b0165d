import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { readOperations } from './nodeFacts';
import { toRow } from './rowText';

/** All operations with all their fields, as Markdown. */
export function toReference(): string {
	return readOperations()
		.map(({ resource, operation, description, fields }) =>
			[`## ${resource}: ${operation}`, toSentence(description), toTable(fields)].join('\n\n'),
		)
		.join('\n\n');
}

function toTable(fields: INodeProperties[]): string {
	const rows = fields.filter(({ type }) => type !== 'notice').flatMap((field) => toRows(field));
	return ['| Field | What it is for | Default |', '| --- | --- | --- |', ...rows].join('\n');
}

function toRows(field: INodeProperties, above = ''): string[] {
	const name = above + field.displayName;
	if (field.type === 'collection') {
		return (field.options as INodeProperties[]).flatMap((option) => toRows(option, `${name} > `));
	}
	const text = [toSentence(field.description ?? ''), sayChoices(field), sayWhere(field)]
		.filter(Boolean)
		.join(' ');
	const row = toRow([name, text, sayDefault(field)]);
	if (field.type !== 'fixedCollection') return [row];
	const groups = field.options as INodePropertyCollection[];
	return [row, ...groups.flatMap(({ values }) => values.flatMap((value) => toRows(value, `${name} > `)))];
}

function sayChoices({ type, options, modes }: INodeProperties): string {
	if (type === 'resourceLocator')
		return `Chosen ${(modes ?? []).map((mode) => mode.displayName).join(', ')}.`;
	// a list that n8n asks the node for is described in words
	if (type !== 'options' || !options) return '';
	return `One of: ${(options as INodePropertyOptions[]).map(({ name }) => name).join(', ')}.`;
}

/** n8n shows some fields only in a workflow, or only where an AI agent uses the node. */
function sayWhere({ displayOptions }: INodeProperties): string {
	if (displayOptions?.show?.['@tool']) return 'As a tool of an AI agent only.';
	return displayOptions?.hide?.['@tool'] ? 'In a workflow only.' : '';
}

function sayDefault({ type, default: value }: INodeProperties): string {
	if (value === '' || value === undefined || typeof value === 'object') return '';
	if (type === 'boolean') return value ? 'on' : 'off';
	return `\`${String(value).replace(/\s+/g, ' ')}\``;
}

function toSentence(text: string): string {
	return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}
