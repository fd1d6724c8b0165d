import fc from 'fast-check';

import { parseConnection } from '../../nodes/shared/http/connection';
import { toJsonReport, toTextReport } from '../../scripts/checkLive/printReport';
import { runCheck } from '../../scripts/checkLive/runCheck';
import type { WireAnswer } from '../../scripts/checkLive/observe/liveClient';
import { CASES } from './feed';
import { hostileAnswer, hostileHeaders, hostileObject, hostileText, KEY } from './hostile';

const BASE_URL = 'https://api.example.com/api/v1';

const body = fc.oneof(
	{ weight: 4, arbitrary: hostileAnswer },
	{
		weight: 2,
		arbitrary: hostileObject({ id: hostileText, name: hostileAnswer, scanned_at: hostileAnswer }).map(
			(data) => ({
				success: true,
				data: [data],
			}),
		),
	},
);
const answer = fc.record({
	status: fc.constantFrom(200, 200, 200, 201, 204, 401, 403, 404, 422, 429, 500),
	headers: hostileHeaders.map((headers) =>
		Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, JSON.stringify(value) ?? ''])),
	),
	text: fc.oneof(
		{ weight: 5, arbitrary: body.map((value) => JSON.stringify(value) ?? '') },
		{ weight: 1, arbitrary: hostileText },
	),
});

test('the check of the live API comes to a report, whatever is answered, and the key is not in it', async () => {
	const run = async (answers: WireAnswer[], makesScans: boolean) => {
		let calls = 0;
		let nowMs = Date.UTC(2026, 10, 22, 8);
		const report = await runCheck({
			connection: parseConnection({ apiKey: KEY, baseUrl: BASE_URL }),
			makesScans,
			scanWaitMs: 5_000,
			send: async () => answers[calls++ % answers.length]!,
			clock: { nowMs: () => nowMs, sleepMs: async (ms) => void (nowMs += ms) },
			stop: new AbortController().signal,
		});
		expect(report.callsSpent).toBeLessThanOrEqual(25);
		expect(toTextReport(report, KEY)).not.toContain(KEY);
		expect(toJsonReport(report)).not.toContain(KEY);
	};
	await fc.assert(fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 12 }), fc.boolean(), run), {
		numRuns: CASES,
		timeout: 10_000,
	});
});
