import type { INodeExecutionData } from 'n8n-workflow';

import { QrCodeStack } from '../../../../nodes/QrCodeStack/QrCodeStack.node';
import { openSession } from '../../../../nodes/shared/http/session';
import { createQrCode, getAccount } from '../../../../nodes/shared/api/endpoints';
import { runConcurrently } from '../../../../nodes/QrCodeStack/run/concurrency';
import { forgetAccounts, newAccount } from '../../../../nodes/shared/http/knownAccount';
import { sendRequest } from '../../../../nodes/shared/http/sendRequest';
import { useEventClock } from '../../../support/eventClock';
import { createHarness } from '../../../support/harness';
import { pacedApi, type PacedApi } from '../../../support/pacedApi';

const harness = createHarness();
let time: ReturnType<typeof useEventClock>;

beforeEach(() => {
	forgetAccounts();
	time = useEventClock();
});
afterEach(() => time.restore());

const MINUTE_MS = 60_000;
const MAX_IN_FLIGHT = 60;

const run = async (paced: PacedApi, parameters: object, items: Array<{ json: object }>) => {
	const context = paced.context(parameters, items);
	const [output] = await time.passUntil(new QrCodeStack().execute.call(context));
	return output as INodeExecutionData[];
};
const codesOf = (paced: PacedApi, count: number) =>
	paced.api.addQrCodes({ account: 'paced', count }).map(({ id }) => ({ json: { id } }));
const GET = {
	resource: 'qrCode',
	operation: 'get',
	qrCodeId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
};

describe('1,500 gets with 600 calls a minute', () => {
	/** The first 600 at once, the next after a minute, the rest after another. */
	const FLOOR_MS = 2 * MINUTE_MS;

	test('all work out, in little more than the time that the plan dictates', async () => {
		const paced = pacedApi(harness);
		const items = codesOf(paced, 1_500);

		const output = await run(paced, GET, items);

		expect(output.map(({ json }) => json.id)).toEqual(items.map(({ json }) => json.id));
		expect(time.elapsedMs()).toBeLessThanOrEqual(1.05 * FLOOR_MS);
		expect(paced.mostInFlight()).toBe(MAX_IN_FLIGHT);
		// the first window fills without warning; the second one ends where the first did
		expect(paced.count(429)).toBeLessThanOrEqual(MAX_IN_FLIGHT + 1);
	});

	test('one call a window finds its end when the plan is known', async () => {
		const paced = pacedApi(harness);
		const items = codesOf(paced, 1_500);
		const session = await openSession(paced.context(), { maxWaitMs: 0 });
		await time.passUntil(sendRequest(session, getAccount()));

		await run(paced, GET, items);

		expect(paced.count(429)).toBeLessThanOrEqual(2);
		expect(time.elapsedMs()).toBeLessThanOrEqual(1.05 * FLOOR_MS);
	});

	test('no call is refused where the answers tell how many remain', async () => {
		const paced = pacedApi(harness);
		paced.api.setVariants({ rateHeaders: true });
		const items = codesOf(paced, 1_500);

		const output = await run(paced, GET, items);

		expect(output).toHaveLength(1_500);
		expect(paced.count(429)).toBe(0);
		expect(time.elapsedMs()).toBeLessThanOrEqual(1.05 * FLOOR_MS);
	});
});

test('headers that keep telling that nothing remains hold nobody up for long', async () => {
	const paced = pacedApi(harness);
	const items = codesOf(paced, 100);
	const context = paced.context(GET, items);
	const { httpRequestWithAuthentication: request } = context.helpers;
	const strange = async (...options: unknown[]) => {
		const answer = (await Reflect.apply(request, context, options)) as { headers: object };
		return { ...answer, headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': '30' } };
	};
	Object.assign(context.helpers, { httpRequestWithAuthentication: strange });

	const [output] = await time.passUntil(new QrCodeStack().execute.call(context));

	expect(output).toHaveLength(100);
	expect(time.elapsedMs()).toBeLessThan(MINUTE_MS);
});

test('after a limit reopens, calls follow one after the other at first, not all at once', async () => {
	const paced = pacedApi(harness, { perMinute: 100 });
	const items = codesOf(paced, 300);
	await run(paced, GET, items.slice(0, 100));
	// somebody else uses up the next window
	const others = pacedApi(harness, { perMinute: 0 });
	const context = others.context(GET, items);
	const result = new QrCodeStack().execute.call(context);
	const failure = await time.passUntil(
		result.then(
			() => undefined,
			(error: Error) => error,
		),
	);

	expect(failure?.message).toBe('The limit of API calls per minute was reached');
	expect(others.count(429)).toBeLessThanOrEqual(MAX_IN_FLIGHT + 16);
});

describe('several processes with one key, which do not see each other', () => {
	/** As n8n's queue mode has it: two workers, each with five executions at once. */
	const WORKERS = 2;
	const EXECUTIONS_AT_ONCE = 5;
	const EXECUTIONS = 40;
	const CREATES = 50;

	test('40 executions of 50 creates: all succeed, none twice, at the pace of the plan', async () => {
		const paced = pacedApi(harness);
		const created: string[] = [];
		const execute = async (worker: number, execution: number) => {
			const opened = await openSession(paced.context(), { maxWaitMs: 120_000 });
			const session = { ...opened, account: accounts[worker]! };
			const create = async (index: number) => {
				const name = `${execution}-${index}`;
				const { data } = await sendRequest(
					session,
					createQrCode({ name, destination_url: 'https://a.example' }),
				);
				created.push((data as { name: string }).name);
			};
			await runConcurrently({ count: CREATES, concurrency: MAX_IN_FLIGHT, run: create, goesOn: () => true });
		};
		const accounts = Array.from({ length: WORKERS }, (_, worker) => newAccount(`of worker ${worker}`));
		let next = 0;
		const work = async (worker: number) => {
			while (next < EXECUTIONS) await execute(worker, next++);
		};
		const workers = Array.from({ length: WORKERS * EXECUTIONS_AT_ONCE }, (_, slot) => slot % WORKERS);

		await time.passUntil(Promise.all(workers.map(work)));

		expect(new Set(created).size).toBe(EXECUTIONS * CREATES);
		expect(paced.count(201)).toBe(EXECUTIONS * CREATES);
		expect(time.elapsedMs()).toBeLessThanOrEqual(1.15 * 3 * MINUTE_MS);
		expect(paced.count(429)).toBeLessThanOrEqual(4 * WORKERS * MAX_IN_FLIGHT);
	});
});

describe('a thousand rows of Create Many on Pro', () => {
	const ROWS = Array.from({ length: 1_000 }, (_, n) => ({ json: { name: `Row ${n}` } }));
	const CREATE_MANY = {
		resource: 'qrCode',
		operation: 'createMany',
		source: 'items',
		name: '={{ $json.name }}',
		destinationUrl: 'https://a.example',
	};

	test('take the time that the plan dictates, and the log tells how far it is', async () => {
		const paced = pacedApi(harness, { plan: 'pro', perMinute: 60 });
		harness.logger.lines.length = 0;

		const output = await run(paced, CREATE_MANY, ROWS);

		expect(output.map(({ json }) => json.name)).toEqual(ROWS.map(({ json }) => json.name));
		expect(time.elapsedMs()).toBeLessThanOrEqual(1.05 * 16 * MINUTE_MS);
		const lines = harness.logger.lines.filter((line) => line.includes('QRCodeStack'));
		expect(lines).toContain(
			'info: QRCodeStack: creating 1000 QR codes takes about 16 minutes, as the plan allows 60 API calls a minute',
		);
		expect(lines.filter((line) => /waiting .* \(\d+ of 1000 QR codes are created\)/.test(line))).toHaveLength(
			16,
		);
	});

	test('survive the end of the month: what was created stays, and the rest says why not', async () => {
		const paced = pacedApi(harness, { plan: 'pro', perMinute: 60, perMonth: 302 });
		paced.api.setLimits({ monthUsed: 0 });

		const output = await run(paced, { ...CREATE_MANY, options: { onInvalidRow: 'skipToErrorOutput' } }, ROWS);

		const created = output.filter(({ json }) => json.id);
		expect(created).toHaveLength(300);
		expect(paced.count(201)).toBe(300);
		expect(output.slice(0, 300)).toEqual(created);
		expect(output[999]?.json.error).toBe('The account has no room for all these QR codes');
	});
});
