import fc from 'fast-check';
import { z } from 'zod';

import { isObject } from '../../nodes/shared/util/objects';
import { SANDBOX_KEYS } from '../../sandbox/server/api';
import { variantsSchema, type VariantsInput } from '../../sandbox/variants/variants';
import { exitCodeOf, toJsonReport, toTextReport } from '../../scripts/checkLive/printReport';
import { NAME_PREFIX, type CheckReport } from '../../scripts/checkLive/runCheck';
import { findingOf, openLiveBench, type LiveBench } from './sandboxWire';

const KEY = SANDBOX_KEYS.advanced;

function printed(report: CheckReport): string {
	return toTextReport(report, KEY) + toJsonReport(report);
}

/** What is in the account and no longer named anywhere as left behind. */
function forgotten(bench: LiveBench, { leftBehind: { ids, names } }: CheckReport): number {
	return Math.max(0, bench.codesLeft() - ids.length - names.length);
}

/** Every choice and flag of the sandbox, each on its own. */
function anyVariants(): fc.Arbitrary<VariantsInput> {
	const choices: { [name: string]: fc.Arbitrary<unknown> } = {};
	for (const [name, schema] of Object.entries(variantsSchema.shape)) {
		const inner = schema.removeDefault();
		if ('options' in inner) choices[name] = fc.constantFrom(...(inner.options as readonly unknown[]));
		if (inner instanceof z.ZodBoolean) choices[name] = fc.boolean();
	}
	return fc.record(choices) as fc.Arbitrary<VariantsInput>;
}

const isCreate = ({ method, url }: { method: string; url: string }) =>
	method === 'POST' && url.endsWith('/qr-codes');

describe('what the check leaves behind', () => {
	test('codes that were there before stay, and only its own are deleted', async () => {
		const bench = openLiveBench();
		const before = bench.api.addQrCodes({ count: 5, name: 'Spring' }).map(({ id }) => id);
		await bench.run();
		expect(bench.codesLeft()).toBe(5);
		const deleted = bench.sent.filter(({ method }) => method === 'DELETE').map(({ url }) => url);
		for (const id of before) expect(deleted.join()).not.toContain(id);
	});

	test('nothing, wherever the person stops it', async () => {
		const { callsSpent } = await openLiveBench().run();
		for (let stopAt = 1; stopAt < callsSpent; stopAt++) {
			const bench = openLiveBench();
			bench.change(() => {
				if (bench.sent.length === stopAt) bench.stop.abort();
			});
			const report = await bench.run();
			expect([stopAt, bench.codesLeft()]).toEqual([stopAt, 0]);
			// a stop while the last of its codes is deleted comes too late to matter
			if (stopAt < callsSpent - 1)
				expect([stopAt, report.endedEarly]).toEqual([stopAt, 'it was interrupted']);
			expect(exitCodeOf(report)).toBe(report.endedEarly === undefined ? 0 : 2);
		}
	});

	test.each(['reset', 'html', 'truncate', 'json'] as const)(
		'nothing, when the answer to a create is lost: %s',
		async (kind) => {
			const bench = openLiveBench();
			bench.api.addFaults({ kind, method: 'POST', path: '/qr-codes', skip: 1, handled: true });
			const report = await bench.run();
			expect(bench.codesLeft()).toBe(0);
			expect(report.leftBehind).toEqual({ ids: [], names: [] });
			expect(exitCodeOf(report)).not.toBe(0);
		},
	);

	test('is named, when the limit of the month closes on the way', async () => {
		const bench = openLiveBench();
		bench.api.setLimits({ monthUsed: 99_994 });
		const report = await bench.run();
		expect(bench.codesLeft()).toBe(2);
		expect(report.leftBehind.ids).toHaveLength(2);
		expect(report.endedEarly).toContain('the rate limit is closed');
		expect(printed(report)).toContain(`Left behind: QR code ${report.leftBehind.ids[0]}`);
		expect(exitCodeOf(report)).toBe(3);
	});

	test('is named, when an API shows no names and a create was not answered', async () => {
		const bench = openLiveBench();
		bench.api.setVariants({ codeFields: 'id_only' });
		bench.api.addFaults({ kind: 'reset', method: 'POST', path: '/qr-codes', skip: 1, handled: true });
		const report = await bench.run();
		expect(report.leftBehind.names).toEqual([
			expect.stringMatching(new RegExp(`^${NAME_PREFIX} \\w{8} first$`)),
		]);
		expect(exitCodeOf(report)).toBe(3);
	});

	test('a delete that fails once is tried again', async () => {
		const bench = openLiveBench();
		bench.api.addFaults({ kind: 'html', method: 'DELETE', times: 2 });
		await bench.run();
		expect(bench.codesLeft()).toBe(0);
	});

	test('is nothing that the API names in a hostile way', async () => {
		const bench = openLiveBench();
		bench.change((request, response) => {
			if (!isCreate(request) || response.status !== 201) return;
			return { ...response, body: { success: true, data: { id: '..', short_url: 'http://10.0.0.1/' } } };
		});
		const report = await bench.run().catch((error: Error) => error);
		const urls = bench.sent.map(({ url }) => new URL(url));
		expect(new Set(urls.map(({ origin }) => origin))).toEqual(new Set(['http://127.0.0.1']));
		expect(report).not.toBeInstanceOf(Error);
	});
});

describe('25 calls', () => {
	test('suffice even when every window is nearly closed, or the run ends early', async () => {
		for (const perMinute of [1, 2, 3, 5, 8]) {
			const bench = openLiveBench();
			bench.api.setLimits({ perMinute });
			const report = await bench.run();
			expect(bench.sent.length).toBe(report.callsSpent);
			expect(report.callsSpent).toBeLessThanOrEqual(25);
			expect(forgotten(bench, report)).toBe(0);
		}
	});

	test('are never passed, and nothing that was made is forgotten, whatever the API is like and does', async () => {
		const variants = anyVariants();
		const fault = fc.record({
			kind: fc.constantFrom('reset' as const, 'html' as const, 'json' as const, 'truncate' as const),
			handled: fc.boolean(),
			skip: fc.nat(20),
			times: fc.integer({ min: 1, max: 3 }),
		});
		await fc.assert(
			fc.asyncProperty(
				variants,
				fc.array(fault, { maxLength: 3 }),
				fc.integer({ min: 2, max: 30 }),
				async (given, faults, perMinute) => {
					const bench = openLiveBench();
					bench.api.setVariants(given);
					bench.api.setLimits({ perMinute });
					bench.api.addFaults(...faults);
					const report = await bench.run();
					expect(bench.sent.length).toBeLessThanOrEqual(25);
					expect(forgotten(bench, report)).toBe(0);
					expect(printed(report)).not.toContain(KEY);
				},
			),
			{ numRuns: 150 },
		);
	});
});

describe('the key', () => {
	test('is in no report, even when the API echoes it everywhere', async () => {
		const bench = openLiveBench();
		bench.change((_request, response) => {
			if (!isObject(response.body)) return;
			const text = JSON.stringify(response.body).replaceAll(
				'"scan_count":',
				`"${KEY}":"${KEY}","scan_count":`,
			);
			return { ...response, body: JSON.parse(text.replaceAll('"pro', `"${KEY}`)) as object };
		});
		expect(printed(await bench.run())).not.toContain(KEY);
	});

	test('goes to the API only, never along with a short link', async () => {
		const bench = openLiveBench();
		await bench.run();
		const links = bench.sent.filter(({ url }) => !url.includes('/api/v1'));
		expect(links).toHaveLength(2);
		for (const { headers } of links) expect(headers).not.toHaveProperty('authorization');
	});

	test.each([
		['wrong', 401, 'does not accept this key'],
		['of a plan without API', 403, 'has no API'],
	])('that is %s ends the run after one call', async (_what, status, text) => {
		const bench = openLiveBench(status === 403 ? 'starter' : 'advanced');
		const connection = { apiKey: `qrs_${'9'.repeat(64)}`, baseUrl: 'http://127.0.0.1/api/v1' };
		const report = await bench.run(status === 401 ? { connection } : {});
		expect(report.endedEarly).toContain(text);
		// that is what is documented for such a key, and no broken promise
		expect(report.documented.filter(({ verdict }) => verdict === 'fails')).toEqual([]);
		expect([report.callsSpent, exitCodeOf(report)]).toEqual([1, 2]);
		expect(toTextReport(report, connection.apiKey)).not.toContain('unknown');
	});
});

describe('a create that meets a 429', () => {
	async function runWithRefusedCreate(happensAllTheSame: boolean): Promise<CheckReport> {
		const bench = openLiveBench();
		let refusals = 0;
		bench.change((request, response) => {
			if (!isCreate(request) || response.status !== 201 || refusals > 0) return;
			refusals++;
			const { id } = (response.body as { data: { id: string } }).data;
			const headers = { authorization: `Bearer ${KEY}` };
			const path = `/api/v1/qr-codes/${id}`;
			if (!happensAllTheSame)
				bench.api.handle({ method: 'DELETE', path, query: {}, headers, body: undefined });
			const body = { success: false, error: 'slow down', code: 'rate_limited' };
			return { status: 429, headers: { 'retry-after': '2' }, body };
		});
		const report = await bench.run();
		expect(bench.codesLeft()).toBe(0);
		return report;
	}

	test('and then happens once is as assumed', async () => {
		expect(findingOf(await runWithRefusedCreate(false), 'A9')?.verdict).toBe('holds');
	});

	test('and happened all the same is found out, and both codes are deleted', async () => {
		expect(findingOf(await runWithRefusedCreate(true), 'A9')?.verdict).toBe('fails');
	});
});

test('nothing at the address ends the run', async () => {
	const bench = openLiveBench();
	bench.api.addFaults({ kind: 'reset', times: 'always' });
	const report = await bench.run();
	expect([report.endedEarly, exitCodeOf(report)]).toEqual(['nothing answered at this address', 2]);
});

test('without scans of its own, it reads the log of a code that was scanned before', async () => {
	const bench = openLiveBench();
	const [code] = bench.api.addQrCodes({ count: 1 });
	bench.api.addScans({
		qrCodeId: code!.id,
		count: 5,
		fromMs: Date.UTC(2026, 1, 22),
		toMs: Date.UTC(2026, 1, 23),
	});
	const report = await bench.run({ makesScans: false });
	expect(findingOf(report, 'A5')?.verdict).toBe('holds');
	expect(findingOf(report, 'A6')?.verdict).toBe('unknown');
	expect(bench.sent.every(({ url }) => url.includes('/api/v1'))).toBe(true);
});

test.each([
	[3_000, 'holds', 'within'],
	[3_600_000, 'unknown', '--scan-wait'],
])('a scan that the log shows after %i ms: A6 %s', async (lateByMs, verdict, text) => {
	const bench = openLiveBench();
	let visits = 0;
	bench.change((request, response) => {
		if (request.url.includes('/r/') && response.status === 302) visits++;
		if (!request.url.includes('/scans') || visits < 2) return;
		const reads = bench.sent.filter(({ url }) => url.includes('/scans')).length;
		const isLate = lateByMs > 20_000 || reads < 2;
		return isLate ? { ...response, body: { success: true, data: [] } } : response;
	});
	expect(findingOf(await bench.run(), 'A6')).toMatchObject({ verdict, says: expect.stringContaining(text) });
});
