import fc from 'fast-check';
import { NodeApiError, NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

import { QrCodeStack } from '../../nodes/QrCodeStack/QrCodeStack.node';
import { forgetPollMemories } from '../../nodes/QrCodeStackTrigger/pollMemory';
import { QrCodeStackTrigger } from '../../nodes/QrCodeStackTrigger/QrCodeStackTrigger.node';
import { ApiCallError } from '../../nodes/shared/apiCallError';
import { ConnectionError } from '../../nodes/shared/connection';
import { searchQrCodes } from '../../nodes/shared/listSearch';
import { forgetPagingManners } from '../../nodes/shared/pagingManner';
import { openAllGates } from '../../nodes/shared/rateGate';
import { ACTION, createHarness, TRIGGER } from '../support/harness';
import { useVirtualClock } from '../support/virtualClock';
import {
	CASES,
	expectNoKey,
	hostileAnswer,
	hostileHeaders,
	hostileJson,
	hostileNumber,
	hostileObject,
	hostileText,
	KEY,
} from './hostile';

/** Everything that went wrong on its way to a person, before n8n wraps it: a slip of ours would hide there. */
const mockTroubles: unknown[] = [];
jest.mock('../../nodes/shared/nodeErrors', () => {
	const actual: typeof import('../../nodes/shared/nodeErrors') = jest.requireActual(
		'../../nodes/shared/nodeErrors',
	);
	const toNodeError: typeof actual.toNodeError = (node, error, itemIndex) => {
		mockTroubles.push(error);
		return actual.toNodeError(node, error, itemIndex);
	};
	return { ...actual, toNodeError };
});

const OURS = [ApiCallError, ConnectionError, NodeApiError, NodeOperationError];
/** More calls than any list or retry needs: beyond it, something goes round in a circle. */
const MAX_CALLS = 1_000;
/** A case takes milliseconds; the bound is for a busy machine. */
const MAX_MS_PER_CASE = 10_000;

let time: ReturnType<typeof useVirtualClock>;
beforeEach(() => (time = useVirtualClock()));
afterEach(() => time.restore());

const answer = fc.record({
	statusCode: fc.oneof(
		{ weight: 6, arbitrary: fc.constantFrom(200, 201, 207) },
		{ weight: 2, arbitrary: fc.constantFrom(204, 301, 401, 403, 404, 422, 429, 500, 503) },
	),
	headers: hostileHeaders,
	body: fc.oneof(
		{ weight: 5, arbitrary: hostileAnswer },
		{ weight: 1, arbitrary: hostileText },
		{ weight: 1, arbitrary: fc.constantFrom<unknown>('', null, undefined, deep('['), deep('{"data":')) },
	),
});
const trouble = hostileText.map((text) =>
	Object.assign(new Error(text), { code: text, config: { key: KEY } }),
);
const answers = fc.array(fc.oneof({ weight: 8, arbitrary: answer }, { weight: 1, arbitrary: trouble }), {
	minLength: 1,
	maxLength: 6,
});

function deep(open: string): unknown {
	return JSON.parse(open.repeat(20_000) + '1' + (open === '[' ? ']' : '}').repeat(20_000));
}

/** Answers calls from the list, round and round. */
function serve(context: { helpers: object }, list: unknown[]): void {
	let calls = 0;
	const httpRequestWithAuthentication = async () => {
		if (calls >= MAX_CALLS) throw new Error(`${MAX_CALLS} calls and no end`);
		const next = list[calls++ % list.length];
		if (next instanceof Error) throw next;
		return next;
	};
	Object.assign(context.helpers, { httpRequestWithAuthentication });
}

function begin() {
	mockTroubles.length = 0;
	openAllGates();
	forgetPagingManners();
	forgetPollMemories();
	return createHarness();
}

/** Runs one case: it ends soon, in a result or in one of our errors, and nothing that comes out holds the key. */
async function outcomeOf(harness: ReturnType<typeof begin>, run: () => Promise<unknown>): Promise<void> {
	const startedAtMs = performance.now();
	let shown: unknown;
	try {
		shown = await run();
	} catch (error) {
		if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) throw error;
		shown = error;
	}
	expect(performance.now() - startedAtMs).toBeLessThan(MAX_MS_PER_CASE);
	const slip = mockTroubles.find((error) => !OURS.some((type) => error instanceof type));
	if (slip) throw slip as Error;
	expectNoKey([shown, harness.logger.lines]);
}

async function fuzzRuns<T>(arbitrary: fc.Arbitrary<T>, run: (value: T) => Promise<void>): Promise<void> {
	await fc.assert(fc.asyncProperty(arbitrary, run), { numRuns: CASES });
}

const OPERATIONS = [
	['account', 'get', {}],
	['qrCode', 'create', { name: 'A', destinationUrl: 'https://a.example' }],
	[
		'qrCode',
		'createMany',
		{ source: 'json', qrCodesJson: '[{"name":"A","destination_url":"https://a.example"}]' },
	],
	['qrCode', 'createMany', { name: '={{ "A" }}', destinationUrl: 'https://a.example' }],
	['qrCode', 'delete', { qrCodeId: { mode: 'id', value: 'q1' } }],
	['qrCode', 'get', { qrCodeId: { mode: 'shortLink', value: 'https://a.example/r/1' } }],
	['qrCode', 'getAll', { returnAll: true }],
	['qrCode', 'getAll', { returnAll: false, limit: 3 }],
	['qrCode', 'getAnalytics', { qrCodeId: { mode: 'id', value: 'q1' } }],
	['qrCode', 'update', { qrCodeId: { mode: 'id', value: 'q1' }, updateFields: { name: 'B' } }],
	['qrCode', 'get', { qrCodeId: { mode: 'id', value: 'q1' }, options: { downloadImage: true } }],
	['qrCode', 'duplicate', { qrCodeId: { mode: 'id', value: 'q1' } }],
	['qrCode', 'upsert', { name: 'A', destinationUrl: 'https://a.example' }],
	[
		'qrCode',
		'upsert',
		{ name: 'A', destinationUrl: 'https://a.example', matchBy: 'field', matchField: 'id', matchValue: 'x' },
	],
	['qrCode', 'getAll', { returnAll: true, output: 'simplified' }],
	[
		'qrCode',
		'get',
		{ qrCodeId: { mode: 'id', value: 'q1' }, output: 'selectedFields', fields: 'name, data' },
	],
	['scan', 'getAll', { qrCodeId: { mode: 'id', value: 'q1' }, returnAll: true }],
] as const;

test('the action node with any answers', async () => {
	const operation = fc.constantFrom(...OPERATIONS);
	await fuzzRuns(
		fc.tuple(operation, answers, fc.boolean()),
		async ([[resource, name, rest], list, goesOn]) => {
			const harness = begin();
			const parameters = { resource, operation: name, ...rest } as INode['parameters'];
			const node = harness.makeNode(ACTION, parameters, goesOn ? { onError: 'continueErrorOutput' } : {});
			const context = harness.executeContext(node, [{ json: {} }, { json: {} }]);
			serve(context, list);
			await outcomeOf(harness, async () => await new QrCodeStack().execute.call(context));
		},
	);
});

test('the action node with any parameters', async () => {
	const value = fc.oneof(hostileText, hostileNumber, hostileJson);
	const parameters = hostileObject({
		name: value,
		destinationUrl: value,
		type: value,
		design: hostileObject({ dotColor: value, logoUrl: value, frame: value }),
		additionalFields: hostileObject({ customFields: value }),
		updateFields: hostileObject({ name: value, customFields: value }),
		qrCodeId: fc.oneof(value, fc.record({ __rl: fc.constant(true), mode: value, value })),
		qrCodesJson: value,
		source: fc.constantFrom('json', 'items'),
		matchBy: fc.constantFrom('name', 'field'),
		matchField: value,
		matchValue: value,
		changes: hostileObject({ name: value, destinationUrl: value, customFields: value }),
		output: fc.constantFrom('raw', 'simplified', 'selectedFields'),
		fields: value,
		returnAll: value,
		limit: value,
		options: hostileObject({ maxWait: value, queryParameters: fc.record({ parameter: value }) }),
	});
	await fuzzRuns(
		fc.tuple(fc.constantFrom(...OPERATIONS), parameters),
		async ([[resource, operation], given]) => {
			const harness = begin();
			const context = harness.executeContext(harness.makeNode(ACTION, { resource, operation }));
			const all: { [name: string]: unknown } = { ...given, resource, operation };
			// as an expression would hand them out; n8n's own reading of parameters is not what is tried here
			const getNodeParameter = (path: string, _itemIndex: number, fallback: unknown) =>
				path.split('.').reduce<unknown>((found, key) => (found as typeof all | undefined)?.[key], all) ??
				fallback;
			Object.assign(context, { getNodeParameter });
			serve(context, [{ statusCode: 200, headers: {}, body: { success: true, data: { id: 'q1' } } }]);
			// what a person typed may come out again; an error may not quote it
			await outcomeOf(harness, async () => void (await new QrCodeStack().execute.call(context)));
		},
	);
});

test('the list of QR codes to choose from with any answers', async () => {
	await fuzzRuns(fc.tuple(answers, hostileText), async ([list, filter]) => {
		const harness = begin();
		const context = harness.loadOptionsContext(harness.makeNode(ACTION));
		serve(context, list);
		await outcomeOf(harness, async () => await searchQrCodes.call(context, filter));
	});
});

describe('the trigger', () => {
	const parameters = fc.constantFrom<INode['parameters']>(
		{},
		{ startFrom: 'beginning' },
		{ startFrom: 'date', startDate: '2026-11-01T00:00:00', options: { country: 'DE', firstScanOnly: true } },
		{ watch: 'one', qrCodeId: { mode: 'shortLink', value: 'https://a.example/r/1' } },
		{ watch: 'selected', qrCodeIds: ['q1', 'q2'] },
	);
	const state = hostileObject({
		version: fc.constant(1),
		startKey: fc.constantFrom('now', 'beginning'),
		watchKey: fc.constant('all'),
		startMs: fc.oneof(fc.integer(), hostileNumber),
		cursors: fc.dictionary(
			fc.stringMatching(/^[\w-]{8}$/),
			fc.stringMatching(/^-?[0-9a-z]{1,9}\.-?[0-9a-z]{1,9}\.[0-9a-z]{0,4}\.[0-9a-z]{0,4}\.[0-9a-z]{0,6}\.$/),
			{ maxKeys: 4 },
		),
		budget: fc.oneof(hostileJson, hostileObject({ available: hostileNumber, monthly: hostileJson })),
	});

	test('with any answers and any stored state, poll after poll', async () => {
		const stored = fc.option(fc.oneof(state, hostileJson), { nil: undefined });
		await fuzzRuns(fc.tuple(parameters, answers, stored), async ([given, list, held]) => {
			const harness = begin();
			const node = harness.makeNode(TRIGGER, given);
			const workflow = harness.makeWorkflow([node]);
			const staticData: IDataObject = held === undefined ? {} : { qrCodeStack: held as IDataObject };
			const context = harness.pollContext(workflow, workflow.getNode(node.name)!, {
				staticData: () => staticData,
			});
			serve(context, list);
			for (let poll = 0; poll < 3; poll++) {
				await outcomeOf(harness, async () => await new QrCodeStackTrigger().poll.call(context));
				// what was stored before is the person's and stays; what we store holds no key
				if (staticData.qrCodeStack !== held) expectNoKey(staticData);
				time.advance(60 * 60_000);
			}
		});
	});

	test('asked for a test event with any answers', async () => {
		await fuzzRuns(fc.tuple(parameters, answers), async ([given, list]) => {
			const harness = begin();
			const node = harness.makeNode(TRIGGER, given);
			const context = harness.pollContext(harness.makeWorkflow([node]), node, { mode: 'manual' });
			serve(context, list);
			await outcomeOf(harness, async () => await new QrCodeStackTrigger().poll.call(context));
		});
	});
});
