import type { INodeParameters, INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { QrCodeStack } from '../../nodes/QrCodeStack/QrCodeStack.node';
import { findOperation } from '../../nodes/QrCodeStack/resources/resources';
import { PERMISSIONS } from '../../nodes/QrCodeStack/fields/permissionFields';
import { QrCodeStackTrigger } from '../../nodes/QrCodeStackTrigger/QrCodeStackTrigger.node';
import { ACTION, API_ORIGIN, createHarness, TOOL } from '../support/harness';
import { guardNetwork } from '../support/mockApi';
import nock from '../support/nock';

const harness = createHarness();
guardNetwork();

/** An API that takes everything: what is refused here, the nodes refuse. */
beforeEach(() => {
	const code = {
		...{ id: 'q1', name: 'A', type: 'url', destination_url: 'https://a.example' },
		...{ short_url: 'https://qrs.example/r/a', scan_count: 5 },
	};
	for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
		nock(API_ORIGIN)
			.persist()
			.intercept(/.*/, method)
			.reply((uri, body) => {
				const isBulk = uri.endsWith('/bulk');
				const isList = method === 'GET' && /\/(qr-codes|scans)(\?.*)?$/.test(uri);
				const rows = isBulk ? (body as { qr_codes: object[] }).qr_codes : [];
				const created = rows.map((row, index) => ({ ...code, ...row, index }));
				const scan = { id: 's1', scanned_at: '2026-01-01T00:00:00Z', country: 'DE', device: 'mobile' };
				const list = uri.includes('/scans') ? [scan] : [code];
				const usage = { api_calls_this_month: 1, api_calls_monthly_limit: 5_000 };
				if (uri.endsWith('/me')) return [200, { success: true, data: { plan: 'pro', usage } }];
				return [200, { success: true, data: isBulk ? { created } : isList ? list : code }];
			});
	}
});

/** One parameter of one operation, or of the trigger. */
interface Place {
	title: string;
	field: INodeProperties;
	/** Parameters with `value` at the field's place, so that the field counts. */
	withValue: (value: unknown) => INodeParameters;
	run: (parameters: INodeParameters) => Promise<string>;
}

const byId = { __rl: true, mode: 'id', value: 'q1' };
/** What an operation needs besides; of those that it lacks, n8n takes no notice. */
const NEEDED: INodeParameters = {
	qrCodeId: byId,
	name: 'A',
	destinationUrl: 'https://a.example',
	updateFields: { name: 'B' },
	matchField: 'ref',
	matchValue: 'r1',
	fields: 'id',
	source: 'items',
	qrCodesJson: '[{"name":"A","destination_url":"https://a.example"}]',
	qrCodeIds: ['q1'],
	startDate: '2026-01-01',
};

/** What a run says: the headline and what stands below it of what went wrong, or nothing. */
async function saidBy(run: () => Promise<Array<{ json: object }> | null>): Promise<string> {
	try {
		const said = (await run())?.map(({ json }) => json as { error?: string; message?: string }) ?? [];
		const failed = said.filter(({ error }) => error !== undefined);
		return failed.map(({ error, message }) => `${error}. ${message}`).join(' ');
	} catch (error) {
		const { message, description } = error as Error & { description?: string };
		return `${message}. ${description}`;
	}
}

/** The conditions under which a field is shown, as parameters; those of the operation are set already. */
function shownBy({ displayOptions }: INodeProperties): INodeParameters {
	const conditions = Object.entries(displayOptions?.show ?? {});
	const own = conditions.filter(([name]) => !['resource', 'operation', '@tool'].includes(name));
	return Object.fromEntries(own.map(([name, values]) => [name, values?.[0]])) as INodeParameters;
}

/** A field and the members below it, with the way to put a value there. */
function placesOf(
	field: INodeProperties,
	base: INodeParameters,
	put: (value: unknown) => INodeParameters,
): Array<Pick<Place, 'field' | 'withValue'>> {
	if (field.type === 'collection') {
		const kept = (base[field.name] ?? {}) as INodeParameters;
		return (field.options as INodeProperties[]).flatMap((member) => {
			const conditions = Object.entries(shownBy(member));
			const isOutside = ([name]: [string, unknown]) => name.startsWith('/');
			const beside = Object.fromEntries(conditions.filter((condition) => !isOutside(condition)));
			const outside = conditions.filter(isOutside).map(([name, value]) => [name.slice(1), value]);
			return placesOf(member, {}, (value) => ({
				...put({ ...kept, ...beside, ...({ [member.name]: value } as INodeParameters) }),
				...Object.fromEntries(outside),
			}));
		});
	}
	if (field.type === 'fixedCollection') {
		const [{ name, values }] = field.options as [INodePropertyCollection];
		const filled = { name: 'status', value: 'active' };
		return values.map((member) => ({
			field: { ...member, displayName: field.displayName.replace(/s$/, '') },
			withValue: (value) => put({ [name]: [{ ...filled, [member.name]: value }] }),
		}));
	}
	return [{ field, withValue: put }];
}

/** n8n shows a field for each of its resources with each of its operations, of which there may not be all. */
const exists = ([resource, operation]: readonly [unknown, unknown]) =>
	findOperation(resource, operation) !== undefined;

function placesOfAction(): Place[] {
	const { properties } = new QrCodeStack().description;
	return properties.flatMap((field) => {
		const { resource = [], operation = [] } = field.displayOptions?.show ?? {};
		const pairs = resource.flatMap((of) => operation.map((name) => [of, name] as const));
		return pairs.filter(exists).flatMap(([of, name]) => {
			const base = { ...NEEDED, ...shownBy(field), resource: of, operation: name } as INodeParameters;
			const isForTool = field.displayOptions?.show?.['@tool'] !== undefined;
			const node = { type: isForTool ? TOOL : ACTION };
			const put = (value: unknown) => ({ ...base, [field.name]: value }) as INodeParameters;
			return placesOf(field, base, put).map((place) => ({
				...place,
				title: `${String(of)} ${String(name)}: ${place.field.displayName}${isForTool ? ', as a tool' : ''}`,
				run: async (parameters: INodeParameters) =>
					await saidBy(async () => await harness.execute(parameters, { node })),
			}));
		});
	});
}

function placesOfTrigger(): Place[] {
	const { properties } = new QrCodeStackTrigger().description;
	return properties.flatMap((field) => {
		const base = { ...NEEDED, ...shownBy(field) };
		const put = (value: unknown) => ({ ...base, [field.name]: value }) as INodeParameters;
		return placesOf(field, base, put).map((place) => ({
			...place,
			title: `trigger: ${place.field.displayName}`,
			run: async (parameters: INodeParameters) =>
				await saidBy(async () => await harness.poller(parameters).poll('manual', 'manual')),
		}));
	});
}

/** Told apart by their stored value alone: see the tests of permissions in toolUse.test.ts. */
const permissions: readonly string[] = Object.values(PERMISSIONS);
const places = [...placesOfAction(), ...placesOfTrigger()].filter(
	({ field }) => field.type !== 'notice' && field.name !== 'pollTimes' && !permissions.includes(field.name),
);
const ofType = (...types: string[]) =>
	places.filter(({ field }) => types.includes(field.type)).map((place) => [place.title, place] as const);
/** The name of a field as texts spell it: without its unit. */
const labelOf = ({ displayName }: INodeProperties) =>
	displayName.replace(/ \((Seconds|Minutes|Percent|JSON|Pixels|Modules|Millimeters)\)$/, '');

/** Whether a field narrows what is worked on: without a value, it would mean everything. */
const FILTERS = ['minScans', 'maxScans', 'createdAfter', 'createdBefore', 'after', 'before'];
const isFilter = ({ name }: INodeProperties) => FILTERS.includes(name);

test('every parameter of both nodes is among those that are tried below', () => {
	const tried = [
		'boolean',
		'number',
		'options',
		'multiOptions',
		'dateTime',
		'string',
		'color',
		'json',
		'resourceLocator',
	];
	expect(places.filter(({ field }) => !tried.includes(field.type))).toEqual([]);
	expect(places.length).toBeGreaterThan(90);
});

describe.each(ofType('boolean'))('the switch %s', (_, { field, withValue, run }) => {
	test.each([true, 'TRUE', 1, 'no', '0', null])('understands %j', async (value) => {
		expect(await run(withValue(value))).toBe('');
	});
	test.each(['', 'perhaps', 2, {}])('refuses %j by its name', async (value) => {
		expect(await run(withValue(value))).toContain(`${labelOf(field)} must be true or false`);
	});
});

describe.each(ofType('number'))('the number %s', (_, { field, withValue, run }) => {
	const { minValue = 0, numberPrecision } = field.typeOptions ?? {};
	const fine = Math.max(5, minValue);
	const kind = `must be a ${numberPrecision === undefined ? 'whole ' : ''}number`;
	test.each([fine, `${fine}`, ` ${fine}\u200b`])('understands %j', async (value) => {
		expect(await run(withValue(value))).toBe('');
	});
	const fraction = numberPrecision === undefined ? [1.5] : [];
	test.each(['many', -1, ...fraction, true, {}])('refuses %j by its name', async (value) => {
		expect(await run(withValue(value))).toMatch(new RegExp(`${labelOf(field)} ${kind}`));
	});
	test(`${isFilter(field) ? 'refuses' : 'understands'} null`, async () => {
		const said = await run(withValue(null));
		if (isFilter(field)) expect(said).toContain(`${labelOf(field)} is empty`);
		else expect(said).toBe('');
	});
	test('refuses an empty text by its name', async () => {
		const reason = isFilter(field) ? 'is empty' : kind;
		expect(await run(withValue(''))).toContain(`${labelOf(field)} ${reason}`);
	});
});

/** Whether a list names some values only, and any other text is a value as well. */
const isOpenList = ({ allowArbitraryValues }: INodeProperties) => allowArbitraryValues === true;
const choices = ofType('options').filter(([, { field }]) => !isOpenList(field));
const openLists = ofType('options').filter(([, { field }]) => isOpenList(field));

describe.each(choices)('the choice %s', (_, { field, withValue, run }) => {
	test.each(['', 'nonsense', 5, {}])('refuses %j by its name', async (value) => {
		expect(await run(withValue(value))).toContain(`${labelOf(field)} must be `);
	});
});

describe.each(openLists)('the open list %s', (_, { withValue, run }) => {
	test.each(['', 'of-tomorrow', 5])('understands %j', async (value) => {
		expect(await run(withValue(value))).toBe('');
	});
});

describe.each([...ofType('string', 'color'), ...openLists])('the text %s', (_, { field, withValue, run }) => {
	// the value of a query parameter may be a switch
	const isSwitchFine = field.displayName === 'Query Parameter' && field.name === 'value';
	test.each(isSwitchFine ? [{ a: 1 }] : [{ a: 1 }, true])('refuses %j by its name', async (value) => {
		expect(await run(withValue(value))).toMatch(new RegExp(`${labelOf(field)}.* must be a (text|color)`));
	});
});

describe.each(ofType('json'))('the JSON %s', (_, { field, withValue, run }) => {
	test.each(['[1', '5', true])('refuses %j by its name', async (value) => {
		expect(await run(withValue(value))).toContain(labelOf(field));
	});
});

describe.each(ofType('resourceLocator'))('the chosen %s', (_, { withValue, run }) => {
	test.each([{}, [], '../me', 'bulk', '={{ "=1" }}'])('refuses %j', async (value) => {
		const said = await run(withValue({ __rl: true, mode: 'id', value }));
		expect(said).toContain('This is not a QR code ID');
	});
});

/** Two values of each list, of which the scan has the first; what is told where there is none. */
const LISTS: Record<string, { values: [string, string]; whenEmpty: RegExp }> = {
	qrCodeIds: { values: ['q1', 'q2'], whenEmpty: /No QR code is selected|QR Code Names or IDs is empty/ },
	country: { values: ['DE', 'FR'], whenEmpty: /Country is empty/ },
	device: { values: ['mobile', 'tablet'], whenEmpty: /Device is empty/ },
	// grouped by nothing, there is one row
	groupBy: { values: ['day', 'qrCode'], whenEmpty: /^$/ },
};

describe.each(ofType('multiOptions'))('the list %s', (_, { field, withValue, run }) => {
	const { values, whenEmpty } = LISTS[field.name]!;
	const [one] = values;
	test.each([[one], values.join(';'), values.join('\n'), JSON.stringify([one])])(
		'understands %j',
		async (value) => {
			expect(await run(withValue(value))).toBe('');
		},
	);
	test.each([{}, [{ id: one }], true])('refuses %j by its name', async (value) => {
		const label = labelOf(field).replace(/ Names or IDs$/, '');
		expect(await run(withValue(value))).toMatch(new RegExp(`${label}( Names or IDs)? must be a text`));
	});
	test.each(['', [], null])('never takes %j for every code or scan', async (value) => {
		expect(await run(withValue(value))).toMatch(whenEmpty);
	});
});

describe.each(ofType('dateTime'))('the date %s', (_, { field, withValue, run }) => {
	const name = field.name === 'startDate' ? 'The start date' : labelOf(field);
	test.each(['tomorrow', 5, {}])('refuses %j', async (value) => {
		expect(await run(withValue(value))).toContain(`${name} is not a date`);
	});
	test.each(['', null])('refuses %j', async (value) => {
		expect(await run(withValue(value))).toContain(`${name} is ${isFilter(field) ? 'empty' : 'not a date'}`);
	});
});
