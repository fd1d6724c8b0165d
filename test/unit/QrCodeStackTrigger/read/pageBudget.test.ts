import { PageBudget } from '../../../../nodes/QrCodeStackTrigger/read/pageBudget';
import type { ApiSession } from '../../../../nodes/shared/http/session';
import { useVirtualClock } from '../../../support/virtualClock';

const SECOND = 1_000;
const POLL_MS = 50 * SECOND;

let time: ReturnType<typeof useVirtualClock>;
beforeEach(() => {
	time = useVirtualClock();
});
afterEach(() => time.restore());

const poll = (memory: { fastestPageMs?: number } = {}) =>
	new PageBudget({ waitLimits: { deadlineMs: time.now() + POLL_MS } } as ApiSession, memory);
const askFor = async (pages: PageBudget, tookMs: number) =>
	await pages.spend(async () => await Promise.resolve(time.advance(tookMs)));

test('a page is asked for only if the fastest one would still fit', async () => {
	const pages = poll();
	await askFor(pages, 20 * SECOND);
	expect(pages.hasTime).toBe(true);
	await askFor(pages, 15 * SECOND);
	expect(pages.hasTime).toBe(true);
	time.advance(1);

	expect(pages.hasTime).toBe(false);
});

test('how long a page takes is known from the poll before', async () => {
	const memory = {};
	await askFor(poll(memory), 30 * SECOND);
	const pages = poll(memory);
	await askFor(pages, 25 * SECOND);

	expect(pages.hasTime).toBe(true);
	time.advance(1);
	expect(pages.hasTime).toBe(false);
});

test('one page that took longer than a poll may take does not end all reading', async () => {
	const memory = {};
	await askFor(poll(memory), 3 * POLL_MS);
	const pages = poll(memory);

	expect(pages.hasTime).toBe(true);
	await askFor(pages, SECOND);
	expect(pages.hasTime).toBe(true);
});

test('no page is asked for in the last two seconds', () => {
	const pages = poll();
	time.advance(POLL_MS - 2 * SECOND + 1);

	expect(pages.hasTime).toBe(false);
});
