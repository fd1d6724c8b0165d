import { startCursor } from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { ScanLogRead } from '../../../../nodes/QrCodeStackTrigger/read/logReader';
import { openSession } from '../../../../nodes/shared/http/session';
import { TRIGGER } from '../../../support/harness';
import { startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

async function openLog(lookbackStartMs: number) {
	const node = t.harness.makeNode(TRIGGER);
	const context = t.harness.pollContext(t.harness.makeWorkflow([node]), node);
	return {
		session: await openSession(context, { maxWaitMs: 0 }),
		read: new ScanLogRead(t.id, lookbackStartMs),
	};
}

/** Answers every page of the log with what the test makes of it. */
function answerPages(pageOf: (page: number) => object) {
	t.onAnswer(({ query }, response) => ({
		...response,
		body: { success: true, ...pageOf(Number(query.page)) },
	}));
}

test('a log that no host could hold is refused with a clear text', async () => {
	t = startTriggerTest();
	const { session, read } = await openLog(0);
	answerPages((page) => ({
		data: Array.from({ length: 50_000 }, (_, index) => ({ id: `${page}-${index}`, scanned_at: 1e12 - page })),
		pagination: { page, has_more: true },
	}));
	const readAll = async () => {
		while (!read.isComplete) await read.readPage(session);
	};

	await expect(readAll()).rejects.toThrow('There are too many unread scans to pick up at once');
});

/** A time in milliseconds. */
const minute = (number: number) => 1e12 + number * 60_000;

test('a page without order ends the read only if all of it lies before the lookback start', async () => {
	t = startTriggerTest();
	const { session, read } = await openLog(minute(50));
	const pages = [[90, 10, 70], [40, 60, 30], [20, 40, 10], [1]];
	answerPages((page) => ({
		data: (pages[page - 1] ?? []).map((time, index) => ({
			id: `${page}-${index}`,
			scanned_at: minute(time),
		})),
		pagination: { page, has_more: page < pages.length },
	}));
	while (!read.isComplete) await read.readPage(session);

	expect(read.scans).toHaveLength(9);
	expect(t.calls()).toBe(3);
});

test('a log that tells only how many entries there are is sought by the size of the pages it serves', async () => {
	t = startTriggerTest();
	const { session, read } = await openLog(minute(95));
	answerPages((page) => ({
		data: Array.from({ length: page > 10 ? 0 : 10 }, (_, index) => ({
			id: `${page}-${index}`,
			scanned_at: minute((page - 1) * 10 + index),
		})),
		pagination: { page, per_page: 10, total: 100 },
	}));
	while (!read.isComplete) await read.readPage(session);

	expect(read.scans.filter(({ timeMs }) => timeMs >= minute(95))).toHaveLength(5);
	expect(t.api.requests.latest().map(({ query }) => query.page)).toContain('10');
	expect(t.calls()).toBeLessThan(5);
});

test('entries without ids that a later page shows once more count once, those that one page shows twice count twice', async () => {
	t = startTriggerTest();
	const { session, read } = await openLog(0);
	const visit = (visitor: string) => ({ visitor, scanned_at: 1e12 });
	// between the pages, "late" came in before what was read already, and pushed "b" onto the second page
	const pages = [
		[visit('a'), visit('a'), visit('b')],
		[visit('late'), visit('b'), visit('c')],
		[visit('c'), visit('d')],
	];
	answerPages((page) => ({ data: pages[page - 1], pagination: { page, has_more: page < pages.length } }));
	while (!read.isComplete) await read.readPage(session);
	const { fresh } = read.sortBy(startCursor(0));

	expect(fresh.map(({ row }) => row.visitor).sort()).toEqual(['a', 'a', 'b', 'c', 'd', 'late']);
});
