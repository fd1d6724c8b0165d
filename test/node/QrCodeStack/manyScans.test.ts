import type { INodeParameters } from 'n8n-workflow';

import { clock } from '../../../nodes/shared/util/clock';
import { DIALECTS, runOnAccount, type CodeWithScans } from '../../support/scanAccount';

const CODES = 1_000;
const SCANNED_CODES = 25;
const SCANS_OF_CODE = 4_000;
const SCANS = SCANNED_CODES * SCANS_OF_CODE;
const PAGE_SIZE = 100;

/** What reading a log takes: its pages, and a call after a full last page, which proves the end. */
const CALLS_OF_LOG = SCANS_OF_CODE / PAGE_SIZE + 1;
/** The list of codes takes one for each page, and one for the proof. */
const CALLS_OF_LIST = CODES / PAGE_SIZE + 1;
/**
 * A log that begins with its oldest scan is sought from its end, in steps that double, which may lead back to its first
 * page: after that, at pages 40, 39, 37, 33, 25, 9 and 1, where its reading begins.
 */
const CALLS_OF_SEEKING = { newestFirst: 0, oldestFirst: 7 } as const;
const ORDERS = Object.keys(CALLS_OF_SEEKING) as Array<keyof typeof CALLS_OF_SEEKING>;

const NEWEST_MS = Date.UTC(2026, 10, 30, 12);
const time = { scansOf: 'all', filters: { after: '2026-11-20T00:00:00' } };
const COUNT: INodeParameters = { resource: 'scan', operation: 'summarize', groupBy: ['qrCode'], ...time };
const GET: INodeParameters = { resource: 'scan', operation: 'getAll', returnAll: true, ...time };

beforeEach(() => {
	jest.spyOn(clock, 'nowMs').mockReturnValue(NEWEST_MS + 60_000);
});
afterEach(() => {
	jest.restoreAllMocks();
});

/** A code with a scan in each minute, the newest first. */
function makeCode(index: number): CodeWithScans {
	const id = `q${index}`;
	const count = index % (CODES / SCANNED_CODES) === 0 ? SCANS_OF_CODE : 0;
	return {
		code: { id, name: `Code ${id}`, short_url: `https://qrs.example/${id}`, scan_count: count },
		scans: Array.from({ length: count }, (_, scanned) => ({
			id: `${id}-${scanned}`,
			qr_code_id: id,
			scanned_at: new Date(NEWEST_MS - scanned * 60_000).toISOString(),
		})),
	};
}

describe.each(ORDERS)('100,000 scans of 1,000 codes, whose logs are %s,', (order) => {
	const codes = Array.from({ length: CODES }, (_, index) => makeCode(index));
	const mostCalls = CALLS_OF_LIST + SCANNED_CODES * (CALLS_OF_LOG + CALLS_OF_SEEKING[order]);

	test.each(DIALECTS)('are counted with the calls of their pages, paged by %s', async (dialect) => {
		const run = await runOnAccount({ codes, dialect, order }, COUNT);
		expect(run.rows).toHaveLength(CODES);
		expect(run.rows.reduce((sum, { scans }) => sum + Number(scans), 0)).toBe(SCANS);
		expect(run.calls.length).toBeLessThanOrEqual(mostCalls);
	});

	test.each(DIALECTS)('are all in Get Many, each once, for the same calls, paged by %s', async (dialect) => {
		const run = await runOnAccount({ codes, dialect, order }, GET);
		expect(run.rows).toHaveLength(SCANS);
		expect(new Set(run.rows.map(({ id }) => id)).size).toBe(SCANS);
		expect(run.calls.length).toBeLessThanOrEqual(mostCalls);
	});
});
