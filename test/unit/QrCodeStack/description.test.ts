import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { QrCodeStack } from '../../../nodes/QrCodeStack/QrCodeStack.node';
import { buildProperties, findOperation } from '../../../nodes/QrCodeStack/resources/resources';
import { ACTION } from '../../support/harness';

const { description } = new QrCodeStack();

/** The public surface: renaming any of it breaks people's workflows. */
const OPERATIONS: Record<string, string[]> = {
	account: ['get'],
	qrCode: [
		'create',
		'createMany',
		'upsert',
		'printSheet',
		'delete',
		'duplicate',
		'get',
		'getAnalytics',
		'getImage',
		'getAll',
		'update',
	],
	scan: ['getAll', 'summarize'],
};
const FIELDS: Record<string, string[]> = {
	'account.get': ['output', 'output', 'fields', 'options'],
	'qrCode.create': [
		'name',
		'destinationUrl',
		'utmParameters',
		'design',
		'additionalFields',
		'allowCustomFields',
		'options',
	],
	'qrCode.createMany': [
		'bulkPlanNotice',
		'source',
		'source',
		'name',
		'destinationUrl',
		'utmParameters',
		'design',
		'additionalFields',
		'qrCodesJson',
		'allowRedirecting',
		'allowCustomFields',
		'options',
	],
	'qrCode.delete': ['printedCopiesNotice', 'qrCodeId', 'allowDeleting', 'options'],
	'qrCode.upsert': [
		'matchBy',
		'matchField',
		'matchValue',
		'name',
		'destinationUrl',
		'utmParameters',
		'design',
		'additionalFields',
		'allowRedirecting',
		'allowCustomFields',
		'options',
	],
	'qrCode.duplicate': ['qrCodeId', 'changes', 'utmParameters', 'allowCustomFields', 'options'],
	'qrCode.get': ['qrCodeId', 'output', 'output', 'fields', 'options'],
	'qrCode.getAnalytics': ['placesPlanNotice', 'qrCodeId', 'output', 'output', 'fields', 'options'],
	'qrCode.getImage': ['drawnNotice', 'qrCodeId', 'imageFormat', 'imageOptions', 'options'],
	'qrCode.printSheet': [
		...['drawnNotice', 'qrCodeId', 'paper', 'columns', 'rows', 'caption', 'sheetOptions', 'options'],
	],
	'qrCode.getAll': [
		'returnAll',
		'limit',
		'limit',
		'filters',
		'sort',
		'output',
		'output',
		'fields',
		'options',
	],
	'qrCode.update': [
		'qrCodeId',
		'updateFields',
		'utmParameters',
		'design',
		'allowRedirecting',
		'allowCustomFields',
		'options',
	],
	'scan.getAll': [
		...['scansOf', 'qrCodeId', 'qrCodeIds', 'qrCodeFilters'],
		...['returnAll', 'limit', 'limit', 'filters', 'output', 'output', 'fields', 'options'],
	],
	'scan.summarize': [
		...['scansOf', 'qrCodeId', 'qrCodeIds', 'qrCodeFilters'],
		...['groupBy', 'filters', 'fillGaps', 'fillGaps', 'options'],
	],
};
const pairs = Object.entries(OPERATIONS).flatMap(([resource, names]) =>
	names.map((operation) => ({ resource, operation, key: `${resource}.${operation}` })),
);

const fieldsOf = (resource: string, operation: string) =>
	description.properties.filter(
		({ displayOptions }) =>
			displayOptions?.show?.operation?.includes(operation) &&
			displayOptions.show.resource?.includes(resource),
	);
const allFields = (fields: INodeProperties[]): INodeProperties[] =>
	fields.flatMap((field) => [
		field,
		...(['collection'].includes(field.type) ? allFields(field.options as INodeProperties[]) : []),
		...(field.type === 'fixedCollection'
			? (field.options as INodePropertyCollection[]).flatMap(({ values }) => allFields(values))
			: []),
	]);

test('resources and operations have the names that workflows store', () => {
	const resources = description.properties.find(({ name }) => name === 'resource');
	expect(resources?.options?.map((option) => (option as INodePropertyOptions).value)).toEqual(
		Object.keys(OPERATIONS),
	);
	for (const [resource, names] of Object.entries(OPERATIONS)) {
		const field = description.properties.find(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes(resource),
		);
		expect(field?.options?.map((option) => (option as INodePropertyOptions).value)).toEqual(names);
	}
});

test.each(pairs)('$key has its fields, in their order', ({ resource, operation, key }) => {
	expect(fieldsOf(resource, operation).map(({ name }) => name)).toEqual(FIELDS[key]);
});

test.each(pairs)('$key shows its own fields as it defines them', ({ resource, operation }) => {
	const withoutPlace = (field: INodeProperties) => {
		const { resource: _resource, operation: _operation, ...show } = field.displayOptions?.show ?? {};
		return { ...field, displayOptions: { ...field.displayOptions, show } };
	};
	const own = findOperation(resource, operation)?.fields ?? [];
	expect(fieldsOf(resource, operation).map(withoutPlace)).toEqual(own.map(withoutPlace));
});

test('no field stands in the list twice: n8n sends all of it to every browser', () => {
	const texts = description.properties.map((field) => {
		const { resource, operation: _operation, ...show } = field.displayOptions?.show ?? {};
		// of the account's one operation, n8n would show a field that it shares in Get of a QR code as well
		const isAccount = resource?.includes('account') ?? false;
		return JSON.stringify({ ...field, displayOptions: { ...field.displayOptions, show }, isAccount });
	});
	expect(new Set(texts).size).toBe(texts.length);
});

test.each(pairs)('$key says what it does, once in words and once as an action', ({ resource, operation }) => {
	const option = findOperation(resource, operation)?.option;
	expect(option?.action).toMatch(/^[A-Z][a-zA-Z ]+$/);
	expect(option?.description).toMatch(/^[A-Z]/);
});

test('no two actions have the same text', () => {
	const actions = pairs.map(({ resource, operation }) => findOperation(resource, operation)?.option.action);
	expect(new Set(actions).size).toBe(actions.length);
});

/** The node as n8n shows it to somebody who gives it to an AI agent. */
const toolDescription = { ...description, name: `${description.name}Tool` };

test.each([
	['in a workflow', description],
	['as a tool', toolDescription],
])('no two visible fields of an operation have the same text %s', (_, nodeType) => {
	for (const { resource, operation } of pairs) {
		const visible = fieldsOf(resource, operation).filter((field) =>
			NodeHelpers.displayParameter(
				{ resource, operation, source: 'items', returnAll: false, output: 'selectedFields' },
				field,
				{ typeVersion: 1 },
				nodeType,
			),
		);
		const names = allFields(visible)
			.filter(({ type }) => type !== 'notice')
			.map(({ displayName }) => displayName);
		expect(names).toEqual([...new Set(names)]);
		// n8n puts these two on top of every tool
		expect(names).not.toEqual(expect.arrayContaining(['Description']));
		expect(names).not.toEqual(expect.arrayContaining(['Tool Description']));
	}
});

test('n8n can use it as a tool', () => {
	expect(description.usableAsTool).toBe(true);
});

test('n8n fills in every default, and finds fault only with what a person must fill in', () => {
	for (const { resource, operation } of pairs) {
		const node = {
			id: '1',
			name: 'QRCodeStack',
			type: ACTION,
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: { resource, operation },
		};
		const parameters = NodeHelpers.getNodeParameters(
			description.properties,
			node.parameters,
			true,
			false,
			node,
			description,
		) as INodeParameters;
		const visible = fieldsOf(resource, operation).filter((field) =>
			NodeHelpers.displayParameter(parameters, field, node, description),
		);
		for (const { name, default: value, type } of visible) {
			if (type !== 'notice') expect({ value: parameters[name] }).toMatchObject({ value });
		}
		const issues = NodeHelpers.getNodeParametersIssues(
			description.properties,
			{ ...node, parameters },
			description,
		);
		const missing = visible.filter(
			({ required, default: value }) => required && (value === '' || typeof value === 'object'),
		);
		expect(Object.keys(issues?.parameters ?? {}).sort()).toEqual(missing.map(({ name }) => name).sort());
	}
});

test('Create Many shows either the fields or the JSON', () => {
	const visible = (source: string) =>
		fieldsOf('qrCode', 'createMany')
			.filter((field) =>
				NodeHelpers.displayParameter(
					{ resource: 'qrCode', operation: 'createMany', source },
					field,
					{ typeVersion: 1 },
					description,
				),
			)
			.map(({ name }) => name);
	expect(visible('items')).toEqual(expect.arrayContaining(['name', 'destinationUrl', 'design']));
	expect(visible('items')).not.toContain('qrCodesJson');
	expect(visible('json')).toEqual(['bulkPlanNotice', 'source', 'qrCodesJson', 'options']);
});

test('each instance has arrays of its own: n8n changes them in place', () => {
	const first = new QrCodeStack().description;
	const second = new QrCodeStack().description;
	const optionsOf = ({ properties }: typeof first) => properties.flatMap(({ options }) => options ?? []);

	first.properties.unshift({ displayName: 'X', name: 'x', type: 'string', default: '' });
	(first.properties[1]!.options as INodePropertyOptions[]).push({
		name: 'Custom API Call',
		value: '__CUSTOM__',
	});

	expect(second.properties[0]?.name).toBe('resource');
	expect(optionsOf(second)).not.toContainEqual(expect.objectContaining({ value: '__CUSTOM__' }));
	expect(JSON.stringify(new QrCodeStack().description)).toBe(JSON.stringify(second));
	expect(JSON.stringify(buildProperties())).not.toContain('__CUSTOM__');
});

describe('n8n’s rules for texts in the editor', () => {
	const fields = allFields(description.properties);

	test.each(fields.map((field) => [field.displayName, field] as const))('%s', (displayName, field) => {
		if (field.type !== 'notice')
			expect(displayName).toMatch(/^([A-Z(][\w)]*|by|of|or|is|to)( ([A-Z(][\w)]*|by|of|or|is|to))*$/);
		if (field.placeholder && !['collection', 'fixedCollection'].includes(field.type)) {
			expect(field.placeholder).toMatch(/^e\.g\. /);
		}
		if (field.type === 'boolean') expect(field.description).toMatch(/^Whether /);
		if (field.type === 'number') expect(typeof field.default).toBe('number');
		expect(field.description ?? 'Fine').toMatch(/^[A-Z]/);
	});

	test('the locator offers the list first', () => {
		const locators = fields.filter(({ type }) => type === 'resourceLocator');
		const methods = locators.map(({ modes }) => modes?.[0]?.typeOptions?.searchListMethod ?? '');
		for (const [index, { modes }] of locators.entries()) {
			const others = methods[index] === 'searchQrCodes' ? ['id', 'shortLink'] : ['name'];
			expect(modes?.map(({ name }) => name)).toEqual(['list', ...others]);
			expect(modes?.[0]?.typeOptions?.searchable).toBe(true);
		}
		expect(new Set(methods)).toEqual(new Set(Object.keys(new QrCodeStack().methods.listSearch)));
	});
});
