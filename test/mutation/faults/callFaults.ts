import type { Fault } from '../fault';

const RETRY = 'nodes/shared/http/retryPolicy.ts';
const GATE = 'nodes/shared/rateLimit/rateGate.ts';
const NEXT = 'nodes/shared/paging/nextPage.ts';
const WALK = 'nodes/shared/paging/paginator.ts';
const READ = 'nodes/QrCodeStackTrigger/read/logReader.ts';
const RETRY_TESTS = ['test/unit/shared/http/retryPolicy'];

/** Repeating calls and waiting for limits. */
export const RETRY_FAULTS: readonly Fault[] = [
	{
		name: 'a POST that may have happened is sent again',
		file: RETRY,
		find: "return method !== 'POST' || !mayHaveHappened(outcome);",
		replace: 'return true;',
		why: 'QR codes are made twice',
		tests: RETRY_TESTS,
	},
	{
		name: 'Retry-After is not heeded',
		file: RETRY,
		find: 'retryAfterMs ??\n\t\texponentialBackoffMs(',
		replace: 'exponentialBackoffMs(',
		why: 'calls knock on a closed window',
		tests: RETRY_TESTS,
	},
	{
		name: 'a wait for the rate limit may take any time',
		file: RETRY,
		find: 'waitMs > maxWaitMs || rateLimitedCount',
		replace: 'rateLimitedCount',
		why: 'a poll waits for days instead of ending',
		tests: RETRY_TESTS,
	},
	{
		name: 'a 429 holds back only the call that got it',
		file: RETRY,
		find: 'closesGate: true }',
		replace: 'closesGate: false }',
		why: 'the next call follows at once',
		tests: RETRY_TESTS,
	},
	{
		name: 'trouble is tried once more than it should be',
		file: RETRY,
		find: 'retryCount >= MAX_RETRIES',
		replace: 'retryCount > MAX_RETRIES',
		why: 'calls against a server that is down',
		tests: ['test/node/shared/http/retries'],
		only: 'after four tries it gives up',
	},
	{
		name: 'a short wait opens a gate that is closed for long',
		file: GATE,
		find: 'Math.max(gateWaitMs(key, nowMs) + nowMs, nowMs + waitMs)',
		replace: 'nowMs + waitMs',
		why: 'a 429 storm after the month is used up',
		tests: ['test/unit/shared/rateLimit/rateGate'],
	},
	{
		name: 'a month of 429 is never tried in between',
		file: GATE,
		find: 'const MAX_CLOSED_MS = 60 * 60_000;',
		replace: 'const MAX_CLOSED_MS = 60 * 24 * 60 * 60_000;',
		why: 'after a move to a larger plan, the trigger stays silent until next month',
		tests: ['test/node/shared/rateLimit/rateLimit'],
		only: 'lets one call an hour find out',
	},
	{
		name: 'a gate that is closed for a month counts as one from before the clock was set back',
		file: GATE,
		find: 'Math.min(reopensAtMs, nowMs + MAX_CLOSED_MS)',
		replace: 'reopensAtMs',
		why: 'every poll of the month is one more refused call',
		tests: ['test/node/shared/rateLimit/rateLimit', 'test/unit/shared/rateLimit/rateGate'],
	},
	{
		name: 'the end of the month is told again every day',
		file: 'nodes/QrCodeStackTrigger/reportErrors.ts',
		find: 'Math.max(silentUntilMs, reopensAtMs)',
		replace: 'silentUntilMs',
		why: 'an error execution a day for weeks, with nothing to be done',
		tests: ['test/node/QrCodeStackTrigger/poll/trouble'],
		only: "the month's end of calls",
	},
];

/** Lists in pages, and logs in either order. */
export const PAGING_FAULTS: readonly Fault[] = [
	{
		name: 'a full page without a word about more is taken for the last',
		file: NEXT,
		find: 'return count < (facts.size ?? size) &&',
		replace: 'return count <= (facts.size ?? size) &&',
		why: 'lists and logs end after their first page',
		tests: ['test/node/shared/paging/pagingFacts'],
	},
	{
		name: 'the last page by number is left out',
		file: NEXT,
		find: 'page >= facts.totalPages',
		replace: 'page + 1 >= facts.totalPages',
		why: 'the last codes of a long list are not watched',
		tests: ['test/node/shared/paging/paging'],
		only: 'A2: a list in the default style',
	},
	{
		name: 'an offset moves on by a fixed hundred',
		file: NEXT,
		find: 'offset: facts.offset + facts.rows.length',
		replace: 'offset: facts.offset + 100',
		why: 'where pages are shorter than asked, rows are left out',
		tests: ['test/node/shared/paging/pagingFacts'],
	},
	{
		name: 'a page that came before is taken for the end of the list',
		file: WALK,
		find: 'if (!servesEverythingAtOnce) throw',
		replace: 'if (this.rowsSeen < 0) throw',
		why: 'a part of a log is taken for the whole: the rest is lost',
		tests: ['test/node/shared/paging/paging'],
		only: 'when the same page comes back',
	},
	{
		name: 'entries without ids that slide onto the next page count twice',
		file: 'nodes/QrCodeStackTrigger/read/logReader.ts',
		find: 'readScans(page, ',
		replace: 'readScans([...this.scans.map(({ row }) => row), ...page], ',
		why: 'scans that come in while a log is read are repeated',
		tests: ['test/node/QrCodeStackTrigger/read/logReader'],
		only: 'a later page shows once more',
	},
	{
		name: 'a log that takes longer than a poll holds up a sweep',
		file: 'nodes/QrCodeStackTrigger/read/readLogs.ts',
		find: 'whatever that is for\n\t\t\t\tsettledIds.push(code.id);',
		replace: 'whatever that is for',
		why: 'what stuck counters of the codes after it hide is never found',
		tests: ['test/node/QrCodeStackTrigger/budget/budget'],
		only: 'goes on although one log takes longer',
	},
	{
		name: 'a read ends at the first entry of the floor',
		file: READ,
		find: '? scans.some(({ timeMs }) => timeMs < lookbackStartMs)',
		replace: '? scans.some(({ timeMs }) => timeMs <= lookbackStartMs)',
		why: 'scans in the same moment on the next page are lost',
		tests: ['test/node/QrCodeStackTrigger/read/readToFloor'],
	},
	{
		name: 'an oldest-first log is read from its last page only',
		file: READ,
		find: '!goesBehind(scans, this.lookbackStartMs)) {',
		replace: 'scans.length < 0) {',
		why: 'of a burst of more than a page, all but the last page is lost',
		tests: ['test/node/QrCodeStackTrigger/read/readToFloor'],
	},
	{
		name: 'a read that began under another floor is gone on with',
		file: 'nodes/QrCodeStackTrigger/read/readLogs.ts',
		find: 'known.lookbackStartMs <= lookbackStartMs &&',
		replace: '',
		why: 'after a change to an earlier start, scans leave out of their order',
		tests: ['test/node/QrCodeStackTrigger/read/readToFloor'],
	},
	{
		name: 'a limit does not end the reading of logs',
		file: 'nodes/QrCodeStackTrigger/read/readLogs.ts',
		find: 'if (concernsAllLogs(trouble)) break;',
		replace: '',
		why: 'every log is asked for in turn although the key was refused',
		tests: ['test/node/QrCodeStackTrigger/read/readToFloor'],
	},
];
