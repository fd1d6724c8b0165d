import type { INodeProperties } from 'n8n-workflow';

import { shareFields } from '../../../../nodes/QrCodeStack/resources/shareFields';

const field = (name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
	...more,
});
const at = (resource: string, operation: string, ...fields: INodeProperties[]) => ({
	resource,
	operation,
	fields,
});
const told = (fields: INodeProperties[]) =>
	fields.map(({ name, displayOptions }) => {
		const { resource, operation } = displayOptions?.show ?? {};
		return `${name}: ${resource?.join()} ${operation?.join()}`;
	});

test('operations with the same field share it', () => {
	const shared = shareFields([at('code', 'get', field('id')), at('code', 'delete', field('id'))]);

	expect(told(shared)).toEqual(['id: code get,delete']);
});

test('fields that differ in anything stay apart', () => {
	const other = field('id', { description: 'Another' });
	const shared = shareFields([at('code', 'get', field('id')), at('code', 'delete', other)]);

	expect(shared.map(({ description }) => description).sort()).toEqual(['Another', undefined]);
});

test('a field is not shared where a third operation would show it as well', () => {
	const shared = shareFields([
		at('code', 'get', field('id')),
		at('code', 'list'),
		at('scan', 'list', field('id')),
		at('scan', 'get'),
	]);

	expect(told(shared).sort()).toEqual(['id: code get', 'id: scan list']);
});

test('an operation keeps the order of its fields, even where others have it the other way round', () => {
	const [a, b] = [field('a'), field('b')];
	const shared = shareFields([at('code', 'get', a, b), at('code', 'update', b, a)]);
	const namesFor = (operation: string) =>
		shared
			.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(operation))
			.map(({ name }) => name);

	expect(namesFor('get')).toEqual(['a', 'b']);
	expect(namesFor('update')).toEqual(['b', 'a']);
});

test('what else a field depends on stays', () => {
	const displayOptions = { show: { source: ['items'] }, hide: { '@tool': [true] } };
	const [shared] = shareFields([at('code', 'get', field('id', { displayOptions }))]);

	expect(shared?.displayOptions).toEqual({
		show: { resource: ['code'], operation: ['get'], source: ['items'] },
		hide: { '@tool': [true] },
	});
});
