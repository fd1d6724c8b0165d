import fc from 'fast-check';

import { matchBulkAnswer } from '../../../../nodes/QrCodeStack/resources/qrCode/createMany/matchBulkAnswer';
import { parseHttpDateMs } from '../../../../nodes/shared/util/dates';
import { decideNextPage } from '../../../../nodes/shared/paging/nextPage';
import { PAGE_PARAMETERS, toPageQuery } from '../../../../nodes/shared/paging/pageParameters';
import { parsePageToken } from '../../../../nodes/shared/paging/pagingState';
import { classifyAnswer, classifyThrown } from '../../../../nodes/shared/http/outcome';
import { readPageFacts } from '../../../../nodes/shared/api/decode/list';
import { decodeBulk } from '../../../../nodes/shared/api/decode/bulk';
import { processorMs } from '../../../support/processorTime';

const NOW = Date.UTC(2026, 10, 22, 8);
const KEY = `qrs_${'0a1b2c3d'.repeat(8)}`;
const BASE_URL = 'https://a.example/api/v1';

describe('A1: an answer is sorted', () => {
	const kindOf = (statusCode: number, body: unknown, headers = {}) =>
		classifyAnswer({ statusCode, body, headers }, NOW).kind;

	test.each<[number, unknown, string]>([
		[200, { success: true, data: 1 }, 'ok'],
		[201, {}, 'ok'],
		[204, undefined, 'ok'],
		[204, '', 'ok'],
		[200, ' \n', 'ok'],
		[200, [], 'ok'],
		[200, { success: false }, 'clientError'],
		[200, '<html>', 'invalidBody'],
		[200, '{"cut":', 'invalidBody'],
		[200, true, 'invalidBody'],
		[304, '', 'redirected'],
		[302, '', 'redirected'],
		[100, '', 'redirected'],
		[400, '', 'clientError'],
		[401, null, 'clientError'],
		[408, '', 'serverError'],
		[429, '', 'rateLimited'],
		[500, '<html>', 'serverError'],
		[599, [], 'serverError'],
	])('%i with %j: %s', (statusCode, body, kind) => {
		expect(kindOf(statusCode, body)).toBe(kind);
	});

	test('whatever it is', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 100, max: 999 }),
				fc.jsonValue(),
				fc.dictionary(fc.string(), fc.string()),
				(...args) => {
					expect(typeof kindOf(...args)).toBe('string');
				},
			),
		);
	});

	test.each([
		['Sun, 22 Nov 2026 08:00:00 GMT', NOW],
		['nonsense', undefined],
		[undefined, undefined],
		// Date.parse takes these for the years 2000, 275760 and 12000, and hours later there is no such Date
		['0', undefined],
		['+275760-09-13', undefined],
		['Sat, 22 Nov 12000 08:00:00 GMT', undefined],
	])('the clock of the API by %j', (date, ms) => {
		expect(parseHttpDateMs(date)).toBe(ms);
	});
});

describe('A10: what was thrown is sorted', () => {
	const wrap = (cause: unknown) => new Error('outer', { cause });

	test.each<[unknown, object]>([
		[
			Object.assign(new Error(), { code: 'ECONNRESET' }),
			{ kind: 'networkError', code: 'ECONNRESET', reachedServer: true },
		],
		[
			wrap(wrap(Object.assign(new Error(), { code: 'ENOTFOUND' }))),
			{ kind: 'networkError', code: 'ENOTFOUND', reachedServer: false },
		],
		[
			wrap(Object.assign(new Error(), { name: 'SsrfBlockedIpError' })),
			{ kind: 'networkError', code: 'SsrfBlockedIpError', reachedServer: false },
		],
		[Object.assign(new Error(), { name: 'AbortError' }), { kind: 'cancelled', wasSent: true }],
		[wrap(Object.assign(new Error(), { code: 'ERR_CANCELED' })), { kind: 'cancelled', wasSent: true }],
		// n8n 1.x drops the cause and keeps the first text only
		[
			Object.assign(new Error('The service refused the connection'), {
				messages: ['connect ECONNREFUSED 127.0.0.1:9'],
			}),
			{ kind: 'networkError', code: 'ECONNREFUSED', reachedServer: false },
		],
		[new Error('no code'), { kind: 'networkError', code: 'unknown', reachedServer: true }],
		['a text', { kind: 'networkError', code: 'unknown', reachedServer: true }],
		[undefined, { kind: 'networkError', code: 'unknown', reachedServer: true }],
	])('%p', (thrown, outcome) => {
		expect(classifyThrown(thrown)).toEqual(outcome);
	});

	test('a code that is none could be anything, and is not passed on', () => {
		for (const code of [KEY, 'e reset', '', 'E'.repeat(100)]) {
			expect(classifyThrown(Object.assign(new Error(), { code }))).toMatchObject({ code: 'unknown' });
		}
	});

	test('a circle of causes ends', () => {
		const circle: { cause?: unknown } = {};
		circle.cause = circle;
		expect(classifyThrown(circle)).toMatchObject({ kind: 'networkError' });
	});
});

describe('A2: the facts of a page', () => {
	test('are read without a slip from whatever comes, and lead somewhere', () => {
		const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
			leaf: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.webUrl()),
			list: fc.array(tie('leaf'), { maxLength: 4 }),
			node: fc.dictionary(
				fc.constantFrom(
					'data',
					'items',
					'pagination',
					'meta',
					'links',
					'next',
					'next_cursor',
					'page',
					'total',
					'has_more',
					'limit',
					'offset',
					'total_pages',
				),
				fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('list'), tie('node')),
			),
		})).node;
		fc.assert(
			fc.property(value, fc.string(), (body, link) => {
				const facts = readPageFacts(body, { link });
				if (!facts) return;
				const turn = decideNextPage({
					place: { by: 'start' },
					parameters: PAGE_PARAMETERS[0]!,
					size: 100,
					facts,
					rowsSeen: facts.rows.length,
					fullestPage: 0,
					needsProof: true,
					mayRestart: true,
					baseUrl: BASE_URL,
				});
				expect(['end', 'next', 'restart', 'stuck']).toContain(turn.kind);
			}),
			{ numRuns: 500 },
		);
	});

	test.each([
		['<https://a.example/x?p=2>; rel="next"', 'https://a.example/x?p=2'],
		['<https://a.example/x?p=2>; rel=next', 'https://a.example/x?p=2'],
		['<https://a.example/1>; rel="prev", <https://a.example/x?p=2>; rel="next"', 'https://a.example/x?p=2'],
		['<https://a.example/x?p=2>; title="a"; rel="next"', 'https://a.example/x?p=2'],
		['<https://a.example/1>; rel="prev"', undefined],
		['nonsense', undefined],
		['<>; rel="next"', undefined],
		[undefined, undefined],
		[['<https://a.example/x?p=2>; rel="next"'], undefined],
	])('the Link header %j names %s', (link, next) => {
		expect(readPageFacts([], { link })?.nextLink).toBe(next);
	});

	test('a hostile Link header takes no time', () => {
		const usedBeforeMs = processorMs();
		readPageFacts([], { link: '<'.repeat(50_000) + '>;'.repeat(50_000) });
		readPageFacts([], { link: `<x>${';'.repeat(50_000)}` });
		expect(processorMs() - usedBeforeMs).toBeLessThan(1_500);
	});

	test.each([[null], ['text'], [5], [{ data: { data: 5 } }], [{ items: {} }]])('%j holds no list', (body) => {
		expect(readPageFacts(body, {})).toBeUndefined();
	});

	test.each([
		[{ page: '2', total: '-1', limit: 1.5, has_more: 'yes', next_cursor: {}, links: { next: 'nolink' } }],
	])('nonsense counts as not said, but a sign of more stays one: %j', (facts) => {
		const read = { rows: [], page: 2, hasMore: true, doubtfulSign: '"page": "2"' };
		expect(readPageFacts({ data: [], ...facts }, {})).toEqual(read);
	});

	test('the most specific place counts', () => {
		const body = { data: [], page: 9, meta: { page: 5, pagination: { page: 3 } } };
		expect(readPageFacts(body, {})?.page).toBe(3);
	});

	test('a page is asked for in the terms of its place', () => {
		const usual = PAGE_PARAMETERS[0]!;
		expect(toPageQuery({ by: 'start' }, usual, 10)).toEqual({ page: 1, limit: 10 });
		expect(toPageQuery({ by: 'start' }, { numbersFirst: false }, 10)).toEqual({});
		expect(toPageQuery({ by: 'offset', offset: 20 }, usual, 10)).toEqual({ offset: 20, limit: 10 });
		expect(toPageQuery({ by: 'link', query: { a: 'b' } }, usual, 10)).toEqual({ a: 'b' });
	});

	test('a token that was tampered with leads to a position or the start', () => {
		fc.assert(
			fc.property(fc.oneof(fc.json(), fc.string()), (token) => {
				expect(['start', 'page', 'offset', 'cursor', 'link']).toContain(parsePageToken(token).place.by);
			}),
		);
	});
});

describe('A7: a bulk answer', () => {
	test('gives every row exactly one outcome, and no code twice, whatever comes', () => {
		const entry = fc.record(
			{
				id: fc.string({ minLength: 1 }),
				index: fc.oneof(fc.integer({ min: -2, max: 6 }), fc.string()),
				error: fc.string(),
				name: fc.string(),
			},
			{ requiredKeys: [] },
		);
		const answer = fc.oneof(
			fc.array(entry),
			fc.record({ created: fc.array(entry), errors: fc.array(entry) }, { requiredKeys: [] }),
			fc.jsonValue(),
		);
		fc.assert(
			fc.property(fc.array(fc.string(), { maxLength: 5 }), answer, (names, data) => {
				const batch = names.map((name, itemIndex) => ({ itemIndex, body: { name } }));
				const outcomes = matchBulkAnswer(batch, decodeBulk(data, batch.length));
				expect(outcomes.map(({ itemIndex }) => itemIndex)).toEqual([...names.keys()]);
				const created = outcomes.filter((outcome) => 'created' in outcome).length;
				const offered = Array.isArray(data)
					? data.length
					: ((data as { created?: unknown[] } | null)?.created?.length ?? 0);
				expect(created).toBeLessThanOrEqual(offered);
			}),
		);
	});

	test('takes nothing from a member called __proto__', () => {
		const trap = JSON.parse('{"index":0,"error":"x","__proto__":{"id":"q1","created":true}}') as object;
		expect(decodeBulk([trap], 1).entries).toEqual([
			expect.objectContaining({ kind: 'refused', refusal: { message: 'x' } }),
		]);
	});
});
