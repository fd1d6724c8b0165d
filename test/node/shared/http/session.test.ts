import { clock } from '../../../../nodes/shared/util/clock';
import type { WaitLimits } from '../../../../nodes/shared/http/deadlines';
import { openSession } from '../../../../nodes/shared/http/session';
import { getAccount, listQrCodes } from '../../../../nodes/shared/api/endpoints';
import { collectRows } from '../../../../nodes/shared/paging/collectRows';
import { Paginator } from '../../../../nodes/shared/paging/paginator';
import { sendRequest } from '../../../../nodes/shared/http/sendRequest';
import { ACTION, createHarness } from '../../../support/harness';
import { failureOf, guardNetwork, ok, serve, tooMany } from '../../../support/mockApi';

const harness = createHarness();
const guard = guardNetwork();

const open = async (waitLimits: WaitLimits = { maxWaitMs: 60_000 }) =>
	await openSession(harness.executeContext(harness.makeNode(ACTION)), waitLimits);

describe('a deadline', () => {
	test('cuts the time that a call may take, down to a second', async () => {
		const session = await open({ maxWaitMs: 60_000, deadlineMs: guard.clock.now() + 5_000 });
		const request = jest.spyOn(session.context.helpers, 'httpRequestWithAuthentication');
		serve(ok({}), ok({}));

		await sendRequest(session, getAccount());
		guard.clock.advance(4_900);
		await sendRequest(session, getAccount());

		expect(request.mock.calls.map(([, options]) => options.timeout)).toEqual([5_000, 1_000]);
	});

	test('may lie between two milliseconds, as a share of what the host allows', async () => {
		const session = await open({ maxWaitMs: 60_000, deadlineMs: guard.clock.now() + 5_000.4 });
		serve(ok({ plan: 'pro' }));

		expect((await sendRequest(session, getAccount())).data).toEqual({ plan: 'pro' });
	});

	test('without one a call may take half a minute', async () => {
		const session = await open();
		const request = jest.spyOn(session.context.helpers, 'httpRequestWithAuthentication');
		serve(ok({}));

		await sendRequest(session, getAccount());

		expect(request.mock.calls[0]?.[1]).toMatchObject({
			timeout: 30_000,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
			allowedDomains: 'api.qr.test',
		});
	});

	test('ends a wait that would go beyond it before it begins', async () => {
		const session = await open({ maxWaitMs: 60_000, deadlineMs: guard.clock.now() + 10_000 });
		serve(tooMany('10'));

		await failureOf(sendRequest(session, getAccount()));

		expect(guard.clock.sleptMs()).toBe(0);
	});
});

test('the clock of the API is noted with every answer that shows it', async () => {
	const session = await open();
	serve({ ...ok({}), headers: { Date: new Date(guard.clock.now() + 90_000).toUTCString() } }, ok({}));

	await sendRequest(session, getAccount());
	await sendRequest(session, getAccount());

	expect(session.account.clock.skewMs).toBe(90_000);
});

test('a credential that holds no object at all is told as one to correct', async () => {
	const context = harness.executeContext(harness.makeNode(ACTION));
	jest.spyOn(context, 'getCredentials').mockResolvedValue(null as never);

	const failure = await failureOf(openSession(context, { maxWaitMs: 0 }));

	expect((failure as unknown as { text: object }).text).toMatchObject({
		message: 'The QRCodeStack credential needs a correction',
		whatHappened: 'The API key is empty.',
	});
});

test('A2: a list of more pages than any honest one has ends with a clear text', async () => {
	const session = await open();
	let page = 0;
	jest.spyOn(session.context.helpers, 'httpRequestWithAuthentication').mockImplementation(async () => ({
		statusCode: 200,
		headers: {},
		body: { success: true, data: [{ id: ++page }], next_cursor: `c${page}` },
	}));

	const failure = await failureOf(collectRows(session, { endpoint: listQrCodes }, Number.POSITIVE_INFINITY));

	expect(page).toBe(5_000);
	expect((failure as unknown as { text: { description: string } }).text.description).toContain(
		'After 5000 entries, it has more than 5000 pages.',
	);
});

test('a walk that was put aside goes on where it stood after a call that broke', async () => {
	const session = await open();
	const calls = serve(
		ok([{ id: 1 }], { has_more: true }),
		tooMany('600'),
		ok([{ id: 2 }], { has_more: false }),
	);
	const walk = new Paginator({ endpoint: listQrCodes });

	await walk.readPage(session);
	await failureOf(walk.readPage(session));
	guard.clock.advance(600_000);
	const rows = await walk.readPage(session);

	expect(rows).toEqual([{ id: 2 }]);
	expect(walk.isDone).toBe(true);
	expect(calls.at(-1)?.query).toEqual({ page: '2', limit: '100' });
});

test('production time and chance are the machine’s own', async () => {
	guard.clock.restore();

	expect(Math.abs(clock.nowMs() - Date.now())).toBeLessThan(1_000);
	expect(clock.random()).toBeLessThan(1);
	await expect(clock.sleepMs(0)).resolves.toBeUndefined();
});
