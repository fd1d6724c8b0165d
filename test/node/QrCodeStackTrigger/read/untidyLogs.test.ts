import { createEngine, ENGINE_NAMES, type EngineName } from '../../../support/engines';
import { DAY, HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

interface Row {
	id: string;
	scanned_at: string;
}

/** What an answer says of the list, given the page that was asked for and all rows. */
type Facts = (page: number, rows: Row[], size: number) => object;

const TOTALS: Facts = (page, rows, limit) => ({
	page,
	limit,
	total: rows.length,
	total_pages: Math.ceil(rows.length / limit),
});
const HAS_MORE: Facts = (page, rows, limit) => ({ page, limit, has_more: page * limit < rows.length });
const CACHED_TOTAL: Facts = (page, _, limit) => ({ page, limit, total: 60, total_pages: 1 });
const TOTAL_ONLY: Facts = (page, rows) => ({ page, total: rows.length });

/** Answers the log of the one code with these rows, page by page; what happens between two pages may change them. */
function serveLog(rows: () => Row[], facts: Facts, onPage: (page: number) => void = () => {}) {
	t.onAnswer(({ path, query }, response) => {
		if (!path.endsWith('/scans')) return response;
		const page = Number(query.page ?? 1);
		const limit = Math.min(100, Number(query.limit ?? 100));
		onPage(page);
		const all = rows();
		const data = all.slice((page - 1) * limit, page * limit);
		return {
			status: 200,
			headers: {},
			body: { success: true, data, pagination: facts(page, all, limit) },
		} as never;
	});
}

const stamp = (atMs: number) => new Date(atMs).toISOString();
/** So many scans, the newest of them now. */
const newestFirst = (count: number, nowMs: number, apartMs = 100): Row[] =>
	Array.from({ length: count }, (_, index) => ({
		id: `s${count - index}`,
		scanned_at: stamp(nowMs - index * apartMs),
	}));
/** Which of these rows were not delivered, and how many were delivered twice. */
const compareTo = (rows: readonly Row[], delivered: readonly string[] | null) => {
	const found = new Set(delivered);
	return {
		missing: rows.filter(({ id }) => !found.has(id)).map(({ id }) => id),
		repeated: (delivered ?? []).length - found.size,
	};
};
const WHOLE = { missing: [], repeated: 0 };

async function startWatching(name: EngineName = 'legacy') {
	t = startTriggerTest();
	const engine = createEngine({
		name,
		harness: t.harness,
		parameters: { ...t.onlyFirst, options: { includeQrCode: false } } as never,
	});
	await engine.activate();
	await t.pollFor(engine, 2);
	// long enough for logs of which most lies behind the late window
	t.time.advance(12 * HOUR);
	return engine;
}

describe.each(ENGINE_NAMES)('in the engine "%s"', (name) => {
	test('a log in order of entry is read on although an old stamp ends its first page', async () => {
		const engine = await startWatching(name);
		const rows = newestFirst(250, t.time.now());
		rows[99] = { ...rows[99]!, scanned_at: stamp(t.time.now() - DAY) };
		serveLog(() => rows, TOTALS);
		await engine.tick();
		await t.pollFor(engine, 3);

		const wanted = rows.filter((_row, index) => index !== 99);
		expect(compareTo(wanted, scanIds(engine.deliveredItems))).toEqual(WHOLE);
	});

	test('scans that are deleted between two pages do not take others with them', async () => {
		const engine = await startWatching(name);
		const all = newestFirst(250, t.time.now(), MINUTE);
		let rows = all;
		const gone = new Set(rows.slice(10, 13).map(({ id }) => id));
		serveLog(
			() => rows,
			TOTALS,
			(page) => {
				if (page === 2) rows = rows.filter(({ id }) => !gone.has(id));
			},
		);
		await engine.tick();
		await t.pollFor(engine, 3);

		// those that were deleted had been read before
		expect(compareTo(rows, scanIds(engine.deliveredItems))).toEqual(WHOLE);
		expect(engine.deliveredItems.length).toBeLessThanOrEqual(all.length);
	});
});

test.each([
	['totals', TOTALS],
	['only whether there is more', HAS_MORE],
	['only a total', TOTAL_ONLY],
])(
	'old stamps scattered over a log in order of entry hide nothing, where answers tell %s',
	async (_, facts) => {
		const engine = await startWatching();
		const rows = newestFirst(450, t.time.now());
		const isOld = (index: number) => [50, 97, 98, 99, 199, 260, 399].includes(index);
		const mixed = rows.map((row, index) =>
			isOld(index) ? { ...row, scanned_at: stamp(t.time.now() - DAY - index) } : row,
		);
		serveLog(() => mixed, facts);
		await engine.tick();
		await t.pollFor(engine, 4);

		const wanted = rows.filter((_row, index) => !isOld(index)).map(({ id }) => id);
		expect(new Set(scanIds(engine.deliveredItems))).toEqual(new Set(wanted));
		expect(engine.deliveredItems).toHaveLength(wanted.length);
	},
);

test.each([
	['totals', TOTALS],
	['only a total', TOTAL_ONLY],
])('a log in order of entry, oldest first, is found in whole, where answers tell %s', async (_, facts) => {
	const engine = await startWatching();
	const old = Array.from({ length: 450 }, (_, index) => ({
		id: `o${index}`,
		scanned_at: stamp(t.time.now() - DAY + index),
	}));
	const fresh = newestFirst(250, t.time.now()).reverse();
	const rows = [...old, ...fresh];
	// the last page begins with an old stamp, and so do two before
	for (const index of [600, 500]) rows[index] = { ...rows[index]!, scanned_at: stamp(1e12) };
	serveLog(() => rows, facts);
	await engine.tick();
	await t.pollFor(engine, 4);

	const wanted = fresh.filter((_row, index) => index !== 50 && index !== 150);
	expect(compareTo(wanted, scanIds(engine.deliveredItems))).toEqual(WHOLE);
});

test('an oldest-first log that tells only a total costs no call beyond its end', async () => {
	const engine = await startWatching();
	const rows = [
		...Array.from({ length: 450 }, (_, index) => ({
			id: `o${index}`,
			scanned_at: stamp(t.time.now() - DAY + index),
		})),
		...newestFirst(20, t.time.now()).reverse(),
	];
	const pages: number[] = [];
	serveLog(
		() => rows,
		TOTAL_ONLY,
		(page) => pages.push(page),
	);
	await engine.tick();

	expect(engine.deliveredItems).toHaveLength(20);
	expect(pages).toEqual([1, 5]);
});

test('a sorted log costs no more calls than its new scans take, but for a boundary at the end of a page', async () => {
	const engine = await startWatching();
	const pages: number[] = [];
	let rows: Row[] = Array.from({ length: 300 }, (_, index) => ({
		id: `o${index}`,
		scanned_at: stamp(t.time.now() - DAY - index * 1000),
	}));
	serveLog(
		() => rows,
		HAS_MORE,
		(page) => pages.push(page),
	);
	for (let poll = 0; poll < 8; poll++) {
		rows = [{ id: `n${poll}`, scanned_at: stamp(t.time.now()) }, ...rows];
		t.time.advance(20 * MINUTE);
		await engine.tick();
	}

	expect(engine.deliveredItems).toHaveLength(8);
	expect(pages).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});

test('a total that comes from a cache and is too small does not end the reading (T13)', async () => {
	const engine = await startWatching();
	const rows = newestFirst(250, t.time.now());
	serveLog(() => rows, CACHED_TOTAL);
	await engine.tick();
	await t.pollFor(engine, 3);

	expect(compareTo(rows, scanIds(engine.deliveredItems))).toEqual(WHOLE);
});

test('a log from which rows are deleted at three boundaries is read again at each, and no scan that stays is lost', async () => {
	const engine = await startWatching();
	let rows = newestFirst(650, t.time.now(), MINUTE);
	const deleted = new Set<string>();
	let pages = 0;
	serveLog(
		() => rows,
		TOTALS,
		(page) => {
			pages++;
			if (page === 1 || deleted.size === 3) return;
			// one of those that stand before the boundary
			const gone = rows[page]!;
			deleted.add(gone.id);
			rows = rows.filter((row) => row !== gone);
		},
	);
	await engine.tick();
	const pagesOfFirstPoll = pages;
	await t.pollFor(engine, 10);

	expect(pagesOfFirstPoll).toBeLessThan(60);
	expect(compareTo(rows, scanIds(engine.deliveredItems))).toEqual(WHOLE);
});
