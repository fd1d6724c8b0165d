import { openSession } from '../../../../nodes/shared/http/session';
import { collectRows } from '../../../../nodes/shared/paging/collectRows';
import { listQrCodes } from '../../../../nodes/shared/api/endpoints';
import { ACTION, createHarness } from '../../../support/harness';
import { failureOf, guardNetwork, rows } from '../../../support/mockApi';

const harness = createHarness();
guardNetwork();

type Ask = { page?: number; offset?: number; limit: number };
type Answer = { status?: number; rows: unknown[]; more?: object };

/** Reads a list from a server of which every answer takes one turn; `turns` counts answers' times. */
async function read(serve: (ask: Ask) => Answer, maxRows = Number.POSITIVE_INFINITY) {
	const session = await openSession(harness.executeContext(harness.makeNode(ACTION)), { maxWaitMs: 0 });
	const asked: Ask[] = [];
	let waiting: Array<() => void> = [];
	jest
		.spyOn(session.context.helpers, 'httpRequestWithAuthentication')
		.mockImplementation(async (_credential, { qs }) => {
			const ask = qs as unknown as Ask;
			asked.push(ask);
			await new Promise<void>((resolve) => waiting.push(resolve));
			const { status = 200, rows: data, more } = serve(ask);
			return { statusCode: status, headers: {}, body: { success: status < 400, data, ...more } };
		});
	let turns = 0;
	let most = 0;
	let isOver = false;
	const result = collectRows(session, { endpoint: listQrCodes }, maxRows).finally(() => (isOver = true));
	result.catch(() => {});
	for (; !isOver; turns++) {
		most = Math.max(most, waiting.length);
		const ready = waiting;
		waiting = [];
		// the last one first: answers overtake each other
		for (const answer of ready.reverse()) answer();
		for (let tick = 0; tick < 3; tick++) await new Promise((resolve) => setImmediate(resolve));
	}
	return { result, asked, turns, most };
}

const TOTAL = 5_000;
const pageOf = (page: number) =>
	rows(Math.max(0, Math.min(100, TOTAL - (page - 1) * 100)), 1 + (page - 1) * 100);

const STYLES: Record<string, (ask: Ask) => Answer> = {
	'the number of pages': ({ page = 1 }) => ({
		rows: pageOf(page),
		more: { pagination: { page, limit: 100, total: TOTAL, total_pages: 50 } },
	}),
	'the number of rows': ({ page = 1 }) => ({ rows: pageOf(page), more: { meta: { total: TOTAL } } }),
	'offset and number of rows': ({ offset = 0 }) => ({
		rows: pageOf(1 + offset / 100),
		more: { pagination: { offset, limit: 100, total: TOTAL } },
	}),
};

describe.each(Object.entries(STYLES))('a list of 5,000 rows whose answers tell %s', (_, serve) => {
	test('is read several pages at once, in order, with no call too many', async () => {
		const { result, asked, turns, most } = await read(serve);

		expect(await result).toEqual(rows(TOTAL));
		expect(asked).toHaveLength(50);
		expect(turns).toBeLessThanOrEqual(12);
		expect(most).toBe(8);
	});

	test('is read no further than the limit needs', async () => {
		const { result, asked } = await read(serve, 950);

		expect(await result).toEqual(rows(950));
		expect(asked).toHaveLength(10);
	});
});

test('a list that only says that there is more is read one page after the other', async () => {
	const { result, asked, most } = await read(({ page = 1 }) => ({
		rows: pageOf(page),
		more: { has_more: page < 50 },
	}));

	expect(await result).toHaveLength(TOTAL);
	expect([asked.length, most]).toEqual([50, 1]);
});

test('a list that grows while it is read is read to its new end', async () => {
	const { result, asked } = await read(({ page = 1 }) => ({
		rows: rows(100, 1 + (page - 1) * 100),
		more: { pagination: { page, total_pages: page < 10 ? 10 : 12 } },
	}));

	expect(await result).toHaveLength(1_200);
	expect(asked).toHaveLength(12);
});

test('a list that turns out to end earlier ends there', async () => {
	const { result } = await read(({ page = 1 }) => ({
		rows: page > 4 ? [] : pageOf(page),
		more: { pagination: { page, total_pages: page > 4 ? 4 : 30 } },
	}));

	expect(await result).toHaveLength(400);
});

test('pages of uneven length by offset are asked for as they come, and none is left out', async () => {
	const { result, asked } = await read(({ offset = 0 }) => ({
		rows: rows(Math.min(offset === 0 ? 100 : 70, 500 - offset), 1 + offset),
		more: { pagination: { offset, total: 500 } },
	}));

	expect(await result).toEqual(rows(500));
	expect(asked.length).toBeLessThanOrEqual(1 + 6 + 2);
});

test('a page in the middle that is refused ends the whole', async () => {
	const { result } = await read(({ page = 1 }) => ({
		status: page === 20 ? 403 : 200,
		rows: pageOf(page),
		more: { pagination: { page, total_pages: 50 } },
	}));

	expect((await failureOf(result)).message).toBe('Your QRCodeStack plan does not allow this');
});
