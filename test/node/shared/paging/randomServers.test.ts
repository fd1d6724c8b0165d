import fc from 'fast-check';

import { PAGING } from '../../../../nodes/shared/api/contract';
import { forgetPageParameters } from '../../../../nodes/shared/paging/fetchPage';
import { ALL_CODES, ALL_SCANS, readList, type ListAnswer, type ListQuery } from '../../../support/listServer';
import { rows } from '../../../support/mockApi';

/** How a server pages, what it tells of it, and what happens to its list meanwhile. */
interface Plan {
	count: number;
	dialect: 'page' | 'page from 0' | 'offset' | 'cursor';
	/** The most rows that a page holds, and whether the answer says so. */
	cap: number;
	tellsCap: boolean;
	tells: Array<'total' | 'pages' | 'more' | 'place'>;
	/** The total is that of the time before the first call, this much behind. */
	lag?: number;
	names: number;
	container: string | undefined;
	beyond: 'empty' | 404 | 422;
	isStrict: boolean;
	change: 'none' | 'in front' | 'at the end' | 'deleted';
	/** How many rows before each call. */
	changes: number[];
	isLog: boolean;
}

const spell = (names: readonly string[], seed: number) => {
	const name = names[seed % names.length]!;
	return seed % 2 === 0 ? name : name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
};

class RandomServer {
	readonly before: string[];
	private readonly list: Array<{ id: string }>;
	private readonly firstTotal: number;
	private made = 0;

	constructor(private readonly plan: Plan) {
		this.list = rows(plan.count);
		this.before = this.list.map(({ id }) => id);
		this.firstTotal = Math.max(0, plan.count - (plan.lag ?? 0));
	}

	/** The rows that were there all the time. */
	get stayed(): string[] {
		const now = new Set(this.list.map(({ id }) => id));
		return this.before.filter((id) => now.has(id));
	}

	answer(query: ListQuery, call: number): ListAnswer {
		if (call > 300) { require('fs').writeFileSync('/tmp/hang.json', JSON.stringify([this.plan, query, call])); process.exit(3); }
		const { plan } = this;
		if (call > 1) this.change(plan.changes[call - 2] ?? 0);
		const position = { page: 'page', 'page from 0': 'page', offset: 'offset', cursor: 'cursor' }[
			plan.dialect
		];
		const unknown = Object.keys(query).find((name) => name !== 'limit' && name !== position);
		if (plan.isStrict && unknown) return refused(400, `Unknown query parameter: ${unknown}`);
		const size = Math.min(Number(query.limit ?? plan.cap), plan.cap);
		const start = this.startOf(query, size);
		if (start > 0 && start >= this.list.length && plan.beyond !== 'empty' && plan.dialect !== 'cursor') {
			return refused(plan.beyond, 'There is no such page');
		}
		const data = this.list.slice(start, start + size);
		const facts = this.factsOf(query, start, size, data);
		return { body: { success: true, data, ...(plan.container ? { [plan.container]: facts } : facts) } };
	}

	private startOf({ page, offset = '0', cursor }: ListQuery, size: number): number {
		const { dialect } = this.plan;
		if (dialect === 'offset') return Number(offset);
		if (dialect === 'page') return (Number(page ?? 1) - 1) * size;
		if (dialect === 'page from 0') return Number(page ?? 0) * size;
		// by what was shown last, as a server keeps a cursor that is worth its name
		return cursor === undefined ? 0 : this.list.findIndex(({ id }) => rank(id) > Number(cursor.slice(1)));
	}

	private factsOf(query: ListQuery, start: number, size: number, data: Array<{ id: string }>): object {
		const { plan, list } = this;
		const total = plan.lag === undefined ? list.length : this.firstTotal;
		const hasMore = start + data.length < list.length;
		const name = (names: readonly string[]) => spell(names, plan.names);
		const facts: Record<string, unknown> = {};
		if (plan.tellsCap) facts[name(PAGING.sizeKeys)] = size;
		if (plan.tells.includes('total')) facts[name(PAGING.totalKeys)] = total;
		if (plan.tells.includes('more')) facts[name(PAGING.hasMoreKeys)] = hasMore;
		if (plan.dialect === 'cursor') {
			facts[name(PAGING.nextCursorKeys)] = hasMore ? `c${rank(data.at(-1)?.id ?? '')}` : null;
			return facts;
		}
		if (plan.tells.includes('pages')) facts[name(PAGING.totalPagesKeys)] = Math.ceil(total / size);
		if (plan.tells.includes('place') && plan.dialect === 'offset') facts.offset = start;
		if (plan.tells.includes('place') && plan.dialect === 'page') facts.page = Number(query.page ?? 1);
		return facts;
	}

	private change(count: number): void {
		const { list, plan } = this;
		const made = () => Array.from({ length: count }, () => ({ id: `q${10_000 + this.made++}` }));
		// a cursor stands for a row's rank: new rows in front of all have none
		if (plan.change === 'in front' && plan.dialect !== 'cursor') list.unshift(...made());
		if (plan.change === 'at the end') list.push(...made());
		if (plan.change === 'deleted') list.splice((count * 37) % Math.max(1, list.length), count);
	}
}

const rank = (id: string) => Number(id.slice(1));

function refused(status: number, error: string): ListAnswer {
	return { status, body: { success: false, error } };
}

const plan: fc.Arbitrary<Plan> = fc
	.record({
		count: fc.oneof(fc.nat(350), fc.constantFrom(0, 10, 15, 99, 100, 101, 200, 300)),
		dialect: fc.constantFrom<Plan['dialect'][]>('page', 'page', 'offset', 'cursor', 'page from 0'),
		cap: fc.constantFrom(10, 15, 20, 25, 50, 64, 100, 100, 100),
		tellsCap: fc.boolean(),
		tells: fc.subarray<Plan['tells'][number]>(['total', 'pages', 'more', 'place']),
		lag: fc.option(fc.nat(120), { nil: undefined }),
		names: fc.nat(20),
		container: fc.constantFrom(undefined, 'pagination', 'meta', 'pageInfo'),
		beyond: fc.constantFrom<Plan['beyond'][]>('empty', 404, 422),
		isStrict: fc.boolean(),
		change: fc.constantFrom<Plan['change'][]>('none', 'in front', 'at the end', 'deleted'),
		changes: fc.array(fc.oneof(fc.constant(0), fc.nat(5)), { maxLength: 6 }),
		isLog: fc.boolean(),
	})
	.filter(canBeTold);

/** What no answer gives away, so that nobody could say anything of it. */
function canBeTold({ dialect, tells, lag, count, cap, tellsCap, change, changes }: Plan): boolean {
	// without a total, pages that count from 0 look like those that count from 1
	if (dialect === 'page from 0') return tells.includes('total') && lag === undefined;
	// a counter that stood still too low, by no more rows than are deleted
	const deleted = change === 'deleted' ? changes.reduce((sum, each) => sum + each, 0) : 0;
	if (lag !== undefined && lag > 0 && lag <= deleted) return false;
	// a counter that lags by just what a page was cut to
	return lag === undefined || tellsCap || count - lag !== cap;
}

test('a server of any kind, whose list changes meanwhile, loses and repeats nothing without an error or a hint', async () => {
	const outcomes = { whole: 0, hinted: 0, failed: 0 };
	await fc.assert(
		fc.asyncProperty(plan, async (given) => {
			forgetPageParameters();
			const server = new RandomServer(given);
			const run = await readList(
				(query, call) => server.answer(query, call),
				given.isLog ? ALL_SCANS : ALL_CODES,
			);
			expect(new Set(run.ids).size).toBe(run.ids.length);
			expect(run.queries.length).toBeLessThan(2 * (given.count / given.cap) + 30);
			if (run.failure !== undefined) return void outcomes.failed++;
			const missing = server.stayed.filter((id) => !run.ids.includes(id));
			if (missing.length > 0) expect(run.hints).not.toEqual([]);
			outcomes[run.hints.length > 0 ? 'hinted' : 'whole']++;
		}),
		{ numRuns: 400 },
	);
	// an error or a hint for everything would prove nothing
	expect(outcomes.whole).toBeGreaterThan(200);
	expect(outcomes.failed).toBeLessThan(40);
});

test('a server of any kind whose list stands still and whose counts are right is read whole, without a word', async () => {
	const quiet = plan
		.map((given): Plan => ({ ...given, change: 'none', lag: undefined, isLog: true }))
		// a 404 to the very first call reads as a wrong base URL
		.filter(({ dialect, beyond }) => dialect !== 'page from 0' || beyond !== 404);
	await fc.assert(
		fc.asyncProperty(quiet, async (given) => {
			forgetPageParameters();
			const server = new RandomServer(given);
			const { ids, failure, hints } = await readList((query, call) => server.answer(query, call), ALL_SCANS);
			expect(failure).toBeUndefined();
			expect([...ids].sort()).toEqual([...server.before].sort());
			// without a total, nothing tells whether it stood still
			if (given.tells.includes('total')) expect(hints).toEqual([]);
		}),
		{ numRuns: 300 },
	);
});
