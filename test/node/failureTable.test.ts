import { openSession } from '../../nodes/shared/apiSession';
import { getAccount } from '../../nodes/shared/endpoints';
import { FAILURES, fill, MAY_EXIST, type Failure, type FailureName } from '../../nodes/shared/failures';
import { sendRequest } from '../../nodes/shared/sendRequest';
import { ACTION, createHarness } from '../support/harness';
import { failureOf, guardNetwork, refusal, serve, tooMany, type Reply } from '../support/mockApi';

const harness = createHarness();
guardNetwork();

const get = {
	resource: 'qrCode',
	operation: 'get',
	qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
	options: { maxWait: 20 },
};
const four = (reply: Reply) => Array.from({ length: 4 }, () => reply);

/** What the API, or something before it, does to bring each row of the table about. */
const SCENES: Record<Exclude<FailureName, 'stopped'>, { replies: Reply[]; gaps?: Record<string, string> }> = {
	keyRefused: { replies: [refusal(401)] },
	planForbids: { replies: [refusal(403)] },
	redirected: { replies: [{ status: 302, headers: { Location: 'https://elsewhere.example/' } }] },
	minuteLimit: { replies: [tooMany('30')] },
	pause: { replies: [tooMany('600')] },
	monthLimit: { replies: [tooMany('800000')] },
	notFound: { replies: [refusal(404)], gaps: { subject: 'this QR code' } },
	valuesRefused: { replies: [refusal(422)] },
	refused: { replies: [refusal(418)], gaps: { status: ' (HTTP 418)' } },
	serverTrouble: {
		replies: four({ status: 502, body: '<html>Bad gateway</html>' }),
		gaps: { status: ' (HTTP 502)' },
	},
	unreadable: { replies: four({ body: '<html>Sign in to the network</html>' }) },
	unreachable: { replies: four({ breaksWith: 'ENOTFOUND' }) },
	broken: { replies: four({ breaksWith: 'ECONNRESET' }) },
};

test.each(Object.entries(SCENES))('%s is told as the table says', async (name, { replies, gaps = {} }) => {
	serve(...replies);
	const failure = await failureOf(harness.execute(get));
	const row: Failure = FAILURES[name as FailureName];
	expect(failure.message).toBe(fill(row.headline, gaps));
	expect(failure.description).toContain(row.whatHappened);
	expect(failure.description).toContain(row.whatToDo);
});

test('a stopped execution is told as the table says', async () => {
	const stop = new AbortController();
	stop.abort();
	const failure = await failureOf(harness.execute(get, { signal: stop.signal }));
	expect(failure.message).toBe(FAILURES.stopped.headline);
	expect(failure.description).toContain(FAILURES.stopped.whatToDo);
});

test('a create that may have worked says so', async () => {
	serve({ breaksWith: 'ECONNRESET' });
	const create = { resource: 'qrCode', operation: 'create', name: 'A', destinationUrl: 'https://a.example' };
	const failure = await failureOf(harness.execute(create));
	expect(failure.message).toBe(FAILURES.broken.headline);
	expect(failure.description).toContain(fill(MAY_EXIST, { subject: 'the QR code' }));
});

test('a trigger whose share has no calls left makes none, and says when it goes on', async () => {
	const context = harness.executeContext(harness.makeNode(ACTION));
	const session = await openSession(context, { maxWaitMs: 0, maxCalls: 0 });
	const failure = await failureOf(sendRequest(session, getAccount()));
	expect(failure.message).toBe('The share of the API calls for this month is used up');
});

test('a gap that nothing is known for stays visible', () => {
	expect(fill('{a} and {b}', { a: '1' })).toBe('1 and {b}');
});
