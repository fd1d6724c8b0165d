import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { QrCodeStackApi } from '../../../../credentials/QrCodeStackApi.credentials';
import { accountQuotaOf } from '../../../../nodes/QrCodeStackTrigger/budget/accountQuota';
import { newPaceMemory, type PacedPoll } from '../../../../nodes/QrCodeStackTrigger/budget/pacing';
import { reportLongPause, reportUnknownPlan } from '../../../../nodes/QrCodeStackTrigger/budgetReports';
import { forgetTriggerMemories } from '../../../../nodes/QrCodeStackTrigger/memory';
import { openSession } from '../../../../nodes/shared/http/session';
import { MAX_CALLS_IN_FLIGHT } from '../../../../nodes/shared/rateLimit/slotQueue';
import { clock } from '../../../../nodes/shared/util/clock';
import { getAccount } from '../../../../nodes/shared/api/endpoints';
import {
	ADDITIONS,
	MESSAGES,
	fill,
	type Message,
	type MessageName,
} from '../../../../nodes/shared/errors/catalogue/catalogue';
import { sendRequest } from '../../../../nodes/shared/http/sendRequest';
import { sampleOf } from '../../../../scripts/docsCheck/failureSamples';
import { ACTION, API_ORIGIN, BASE_PATH, createHarness, TEST_KEY, TOOL } from '../../../support/harness';
import {
	failureOf,
	guardNetwork,
	ok,
	refusal,
	rows,
	serve,
	tooMany,
	type Reply,
} from '../../../support/mockApi';

const harness = createHarness();
guardNetwork();
beforeEach(forgetTriggerMemories);

/** What a person reads: the headline, and what stands below it. */
interface Seen {
	message: string;
	description?: string;
}

/** Brings a failure about in the real nodes, so that its texts read as the samples of the documents do. */
type Scenario = () => Promise<Seen>;

const four = (reply: Reply) => Array.from({ length: 4 }, () => reply);
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const GET = { resource: 'qrCode', operation: 'get', qrCodeId: byId('q1'), options: { maxWait: 20 } };
const CREATE = { resource: 'qrCode', operation: 'create', name: 'A', destinationUrl: 'https://a.example' };
const UPSERT = { ...CREATE, operation: 'upsert', matchBy: 'field', matchField: 'ref', matchValue: 'r1' };
const LIST = { resource: 'qrCode', operation: 'getAll', returnAll: true };
const MANY = { ...CREATE, operation: 'createMany', source: 'items', name: '={{ $json.name }}' };
const IMAGE = { ...GET, operation: 'getImage', imageFormat: 'png' };
const SHEET = { ...GET, operation: 'printSheet', columns: 3, rows: 7 };
const SCANS = { resource: 'scan', operation: 'getAll', qrCodeId: byId('q1') };
const SUMMARY = { ...SCANS, operation: 'summarize' };
const items = (...names: string[]) => names.map((name) => ({ json: { name } }));
const manyFromJson = (qrCodesJson: string) => ({ ...MANY, source: 'json', qrCodesJson });

/** A run of the action node that ends in an error. */
function thrownBy(
	parameters: INodeParameters,
	options: { items?: INodeExecutionData[]; node?: Partial<INode>; replies?: Reply[] } = {},
): Scenario {
	return async () => {
		serve(...(options.replies ?? []));
		return await failureOf(harness.execute(parameters, options));
	};
}

/** A run that goes on, where the text stands in an item. */
function inItem(index: number, run: () => Promise<INodeExecutionData[]>): Scenario {
	return async () => {
		const { error, message } = (await run())[index]?.json as { error: string; message: string };
		return { message: error, description: message };
	};
}

/** A run with a credential that is not as it should be. */
function withCredential(credential: { apiKey?: string; baseUrl?: string }): Scenario {
	return async () => await failureOf(createHarness(credential).execute(GET));
}

/** A click on Fetch Test Event. */
function testEvent(parameters: INodeParameters, ...replies: Reply[]): Scenario {
	return async () => {
		serve(...replies);
		return await failureOf(harness.poller(parameters).poll('manual', 'manual'));
	};
}

const SCENARIOS: Record<MessageName, Scenario> = {
	keyEmpty: withCredential({ apiKey: ' ' }),
	keyUnusable: withCredential({ apiKey: 'qrs_1\n2' }),
	credentialUnreadable: withCredential({ apiKey: '={{ $json.key ) }}' }),
	baseUrlNoAddress: withCredential({ baseUrl: 'qrcodestack' }),
	baseUrlUnencrypted: withCredential({ baseUrl: 'http://qrcodestack.com' }),
	baseUrlWithExtras: withCredential({ baseUrl: 'https://qrcodestack.com/?key=1' }),
	otherServer: async () => {
		const stored = { apiKey: TEST_KEY, baseUrl: API_ORIGIN + BASE_PATH };
		const elsewhere = { url: 'https://elsewhere.example/' };
		const { authenticate } = new QrCodeStackApi();
		if (typeof authenticate !== 'function') throw new Error('The credential adds its key by a function');
		const failure = await failureOf(authenticate(stored, elsewhere));
		// n8n shows nothing but the message of what a credential throws
		return { message: failure.message.split('. ')[0] ?? '', description: failure.message };
	},
	keyRefused: thrownBy(GET, { replies: [refusal(401)] }),
	planForbids: thrownBy(GET, { replies: [refusal(403)] }),
	noApiHere: thrownBy(LIST, { replies: [refusal(404)] }),
	redirected: thrownBy(GET, { replies: [{ status: 302, headers: { Location: 'https://else.example/' } }] }),

	minuteLimit: thrownBy(GET, { replies: [tooMany('30')] }),
	tooManyInFlight: async () => {
		const context = harness.executeContext(harness.makeNode(ACTION));
		const session = await openSession(context, { maxWaitMs: 0, deadlineMs: clock.nowMs() });
		const others = await openSession(context, { maxWaitMs: 0 });
		const request = jest.spyOn(context.helpers, 'httpRequestWithAuthentication');
		request.mockImplementation(async () => await new Promise(() => {}));
		for (let n = 0; n < MAX_CALLS_IN_FLIGHT; n++) void sendRequest(others, getAccount());
		const failure = await failureOf(sendRequest(session, getAccount()));
		return (failure as unknown as { text: Seen }).text;
	},
	pause: thrownBy(GET, { replies: [tooMany('600')] }),
	monthLimit: thrownBy(GET, { replies: [tooMany('800000')] }),

	valuesRefused: thrownBy(CREATE, { replies: [refusal(422)] }),
	notFound: thrownBy(GET, { replies: [refusal(404)] }),
	linkUnknown: thrownBy({ ...GET, qrCodeId: byId('https://qrs.example/r/x') }, { replies: [ok(rows(2))] }),
	clientError: thrownBy(GET, { replies: [refusal(418)] }),

	proxyLogin: thrownBy(GET, { replies: [{ status: 407, body: '<html>Login</html>' }] }),
	serverError: thrownBy(GET, { replies: four({ status: 502, body: '<html>Bad gateway</html>' }) }),
	invalidBody: thrownBy(GET, { replies: four({ body: '<html>Sign in</html>' }) }),
	unreachable: thrownBy(GET, { replies: four({ breaksWith: 'ENOTFOUND' }) }),
	broken: thrownBy(GET, { replies: four({ breaksWith: 'ECONNRESET' }) }),
	stopped: async () => await failureOf(harness.execute(GET, { signal: AbortSignal.abort() })),
	listIncomplete: thrownBy(LIST, {
		replies: [
			ok(rows(100), { next_cursor: 'c' }),
			ok(rows(100, 101), { next_cursor: 'd' }),
			ok(rows(100, 101), { next_cursor: 'e' }),
		],
	}),
	noList: thrownBy(LIST, { replies: [ok('nothing')] }),
	unknownForm: thrownBy(GET, { replies: [ok([1, 2])] }),

	valuesNeedCorrection: thrownBy({ ...CREATE, name: '' }),
	noWholeNumber: thrownBy({ ...LIST, returnAll: false, limit: '={{ "many" }}' }),
	noNumber: thrownBy({ ...SHEET, sheetOptions: { marginX: 'wide' } }),
	noSwitch: thrownBy({ ...LIST, returnAll: '={{ "perhaps" }}' }),
	noText: thrownBy({ ...LIST, filters: { search: '={{ ({}) }}' } }),
	filterEmpty: thrownBy({ ...LIST, filters: { search: '={{ $json.search }}' } }),
	dateUnreadable: thrownBy({ ...LIST, filters: { createdAfter: 'last week' } }),
	rangeEmpty: thrownBy({ ...LIST, filters: { minScans: 2, maxScans: 1 } }),
	linkImpossible: thrownBy({ ...GET, qrCodeId: byId('https://qrs.example/r/\u200bx') }),
	concurrencyTooHigh: thrownBy({ ...GET, options: { concurrency: MAX_CALLS_IN_FLIGHT + 1 } }),
	batchTooLarge: thrownBy({ ...MANY, options: { batchSize: 501 } }, { items: items('A') }),
	jsonInvalid: thrownBy(manyFromJson('[{"name":,}]')),
	jsonIncomplete: thrownBy(manyFromJson('[{"name":"A"}')),
	jsonNoObject: thrownBy({ ...CREATE, additionalFields: { customFields: '[1]' } }),
	nothingToUpdate: thrownBy({ ...GET, operation: 'update' }),
	idEmpty: thrownBy({ ...GET, qrCodeId: byId('') }),
	idImpossible: thrownBy({ ...GET, qrCodeId: byId('..') }),
	linkEmpty: thrownBy({ ...GET, qrCodeId: { ...byId(''), mode: 'shortLink' } }),
	noFieldSelected: thrownBy(
		{ ...GET, output: 'selectedFields', fields: ' , ' },
		{ replies: [ok({ id: 'q1' })] },
	),
	fieldsUnknown: thrownBy(
		{ ...GET, output: 'selectedFields', fields: 'title' },
		{ replies: [ok({ id: 'q1', name: 'A' })] },
	),
	optionUnknown: thrownBy({ ...GET, output: 'short' }, { replies: [ok({ id: 'q1' })] }),
	operationUnknown: thrownBy({ ...GET, operation: 'paint' }),

	rowsNeedCorrection: thrownBy(MANY, { items: items('A', '', '') }),
	columnsMissing: thrownBy(
		{ ...MANY, source: 'columns' },
		{ items: [{ json: { Customer: 'A', url: 'https://a.example' } }] },
	),
	noJsonRows: thrownBy(manyFromJson('[]')),
	noCapacity: thrownBy(
		{ ...MANY, options: { checkAccount: true } },
		{
			items: items('A', 'B'),
			replies: [ok({ plan: 'advanced', usage: { dynamic_qr_count: 249, dynamic_qr_limit: 250 } })],
		},
	),
	rowUnclear: inItem(1, async () => {
		serve(ok({ created: [{ index: 0, id: 'a' }] }));
		return await harness.execute(MANY, { items: items('A', 'B') });
	}),
	rowNotSent: inItem(2, async () => {
		serve(ok({ created: [{ index: 0, id: 'a' }] }), refusal(401));
		return await harness.execute({ ...MANY, options: { batchSize: 1 } }, { items: items('A', 'B', 'C') });
	}),
	severalMatch: thrownBy(UPSERT, {
		replies: [
			ok([
				{ id: 'q1', ref: 'r1' },
				{ id: 'q2', ref: 'r1' },
			]),
		],
	}),
	matchUnclear: thrownBy({ ...UPSERT, matchValue: '' }),
	matchNotKept: thrownBy(UPSERT, { replies: [ok([]), ok({ id: 'new', name: 'A' })] }),
	otherTypeOfCode: thrownBy(
		{ ...GET, operation: 'duplicate' },
		{ replies: [ok({ id: 'q1', type: 'vcard' })] },
	),
	utmNeedsAddress: thrownBy({
		...CREATE,
		additionalFields: { type: 'text' },
		utmParameters: { utmSource: 'flyer' },
		destinationUrl: 'Hello',
	}),
	shortLinkMissing: thrownBy(IMAGE, { replies: [ok({ id: 'q1', name: 'Menu' })] }),
	codeTooLarge: thrownBy(
		{ ...IMAGE, imageOptions: { size: 100 } },
		{ replies: [ok({ id: 'q1', short_url: `https://qrs.example/r/${'x'.repeat(1500)}` })] },
	),
	fileMissing: thrownBy(
		{ ...IMAGE, imageOptions: { source: 'qrCodeStack' } },
		{ replies: [ok({ id: 'q1' })] },
	),
	logoUnusable: thrownBy({ ...IMAGE, imageFormat: 'svg', imageOptions: { logoField: 'logo' } }),
	sheetTooFull: thrownBy({ ...SHEET, sheetOptions: { marginX: 110 } }),
	deletingOff: inItem(0, async () => {
		return await harness.execute({ ...GET, operation: 'delete' }, { node: { type: TOOL } });
	}),
	redirectingOff: inItem(0, async () => {
		const updateFields = { destinationUrl: 'https://b.example' };
		return await harness.execute({ ...GET, operation: 'update', updateFields }, { node: { type: TOOL } });
	}),
	customFieldsOff: inItem(0, async () => {
		const additionalFields = { customFields: '={{ ({ folder: 1 }) }}' };
		return await harness.execute({ ...CREATE, additionalFields }, { node: { type: TOOL } });
	}),
	linkNotInFirst: inItem(0, async () => {
		const page = (n: number) => ok(rows(100, 1 + n * 100), { pagination: { page: n + 1, total_pages: 99 } });
		serve(...Array.from({ length: 20 }, (_, n) => page(n)));
		const parameters = { ...GET, qrCodeId: byId('https://qrs.example/r/x') };
		return await harness.execute(parameters, { node: { type: TOOL } });
	}),
	tooManyForAgent: inItem(0, async () => {
		return await harness.execute({ ...LIST, limit: 101 }, { node: { type: TOOL } });
	}),

	tooManyLogsForAgent: inItem(0, async () => {
		const page = (n: number) => ok(rows(100, 1 + n * 100), { pagination: { page: n + 1, total_pages: 3 } });
		serve(page(0), page(1), page(2));
		return await harness.execute({ ...SCANS, scansOf: 'all' }, { node: { type: TOOL } });
	}),
	tooManyGroups: async () => {
		const scan = (n: number) => ({ id: `s${n}`, scanned_at: '2026-11-20T08:00:00Z', city: `City ${n}` });
		serve(ok(Array.from({ length: 50_001 }, (_, n) => scan(n))));
		return await failureOf(harness.execute({ ...SUMMARY, groupBy: ['city'] }));
	},

	countryUnknown: thrownBy({ ...SCANS, filters: { country: ['Germny'] } }),
	noScansYet: testEvent({ watch: 'one', qrCodeId: byId('q1') }, ok([])),
	noScanPasses: testEvent(
		{ watch: 'one', qrCodeId: byId('q1'), options: { country: ['DE'] } },
		ok([
			{ id: 's2', scanned_at: '2026-11-22T08:00:01Z', country: 'FR' },
			{ id: 's1', scanned_at: '2026-11-22T08:00:00Z', country: 'US' },
		]),
	),
	noMilestone: testEvent({ event: 'scanMilestone', milestones: '', milestoneEvery: 0 }),
	noCodeYet: testEvent({ event: 'newQrCode' }, ok([])),
	callsUnknown: testEvent({ event: 'apiCallsUsed' }, ok({ plan: 'own' })),
	linkAmongIds: testEvent({ watch: 'selected', qrCodeIds: ['q1', 'https://qrs.example/a1'] }),
	noCodeSelected: testEvent({ watch: 'selected', qrCodeIds: [] }),
	noCodeChosen: testEvent({ watch: 'one', qrCodeId: byId('') }),
	settingUnreadable: testEvent({ startFrom: 'date', startDate: '={{ $json.date }}' }),
	startDateUnreadable: testEvent({ startFrom: 'date', startDate: '22.11.2026' }),
	shareUsedUp: async () => {
		const context = harness.executeContext(harness.makeNode(ACTION));
		const session = await openSession(context, { maxWaitMs: 0 }, () => false);
		const failure = await failureOf(sendRequest(session, getAccount()));
		return (failure as unknown as { text: Seen }).text;
	},
	longPause: reportedOf(reportLongPause),
	planUnknown: reportedOf(reportUnknownPlan),
	codesWithoutId: pollWith({ watch: 'all' }, ok([{ nr: 1, name: 'A' }])),
	scansWithoutTime: testEvent(
		{ watch: 'one', qrCodeId: byId('q1') },
		ok([{ id: 's1', seen: 'yesterday', country: 'DE' }]),
	),
	scansShareId: testEvent(
		{ watch: 'one', qrCodeId: byId('q1') },
		ok([
			{ id: 'q1', scanned_at: '2026-11-22T08:00:01Z' },
			{ id: 'q1', scanned_at: '2026-11-22T08:00:00Z' },
		]),
	),
	tooManyUnread: pollEndlessLog,
	watchedCodesGone: pollGoneCode,
};

/** A trigger that watches four codes, of which the list shows three; the log of the fourth is asked for twice. */
async function pollGoneCode(): Promise<Seen> {
	const codes = ['q1', 'q2', 'q3', 'q4'].map((id) => ({ id, name: 'Menu', scan_count: 0 }));
	const account: IDataObject = { plan: 'advanced', usage: { api_calls_monthly_limit: 100_000 } };
	const gone = refusal(404, 'Not found', 'not_found');
	const { poll } = harness.poller({
		watch: 'selected',
		qrCodeIds: codes.map(({ id }) => id),
	});
	serve(ok(codes), ok(account), ok(codes.slice(1)), gone, ok(codes.slice(1)), gone);
	await poll();
	await poll();
	return await failureOf(poll());
}

/** The first poll after a person has activated the workflow. */
function pollWith(parameters: INodeParameters, ...replies: Reply[]): Scenario {
	return async () => {
		serve(...replies);
		return await failureOf(harness.poller(parameters).poll());
	};
}

/** What a trigger says whose share has no calls left, and whose plan GET /me has not named for two days. */
function reportedOf(report: (poll: PacedPoll) => void): Scenario {
	return async () => {
		const nowMs = Date.UTC(2026, 10, 22, 8);
		const accountQuota = accountQuotaOf('key', 1, undefined, { nowMs });
		const failingSinceMs = nowMs - 2 * 24 * 60 * 60_000;
		const monthly = { limit: 5_000, used: 50 };
		Object.assign(accountQuota.budget, { available: 0, spent: 50, monthly, failingSinceMs });
		const settings = { watch: { kind: 'all' }, monthlyBudgetPercent: 1 };
		const poll = { pace: newPaceMemory(), settings, accountQuota, knownCodes: 0, nowMs };
		const failure = await failureOf((async () => report(poll as unknown as PacedPoll))());
		return (failure as unknown as { text: Seen }).text;
	};
}

/** A trigger that starts from the beginning of a log with more scans than a host could hold. */
async function pollEndlessLog(): Promise<Seen> {
	const page = (number: number) =>
		ok(
			Array.from({ length: 50_000 }, (_, index) => ({ id: `${number}-${index}`, scanned_at: 1e12 - number })),
			{ pagination: { page: number, has_more: true } },
		);
	const account: IDataObject = { plan: 'advanced', usage: { api_calls_monthly_limit: 100_000 } };
	const { poll } = harness.poller({ watch: 'one', qrCodeId: byId('q1'), startFrom: 'beginning' });
	serve(ok(account), page(1), page(2), page(3), page(4), page(5));
	return await failureOf(poll());
}

test.each(Object.entries(SCENARIOS))('%s is told as the catalogue says', async (name, bringAbout) => {
	const seen = await bringAbout();
	const gaps = sampleOf(name);
	const { headline, whatHappened, whatToDo }: Message = MESSAGES[name as MessageName];

	expect(seen.message).toBe(fill(headline, gaps));
	expect(seen.description).toContain(fill(whatHappened, gaps));
	expect(seen.description).toContain(fill(whatToDo, gaps));
	// no gap was left open
	expect(seen.message + seen.description).not.toMatch(/\{\w+\}/);
});

test('a create that may have worked says so', async () => {
	serve({ breaksWith: 'ECONNRESET' });
	const failure = await failureOf(harness.execute(CREATE));
	expect(failure.message).toBe(MESSAGES.broken.headline);
	expect(failure.description).toContain(fill(ADDITIONS.mayExist, { subject: 'the QR code' }));
});

test('a gap that nothing is known for stays visible', () => {
	expect(fill('{a} and {b}', { a: '1' })).toBe('1 and {b}');
});
