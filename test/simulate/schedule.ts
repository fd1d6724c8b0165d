import fc from 'fast-check';

import type { FaultInput } from '../../sandbox/faults/faults';
import { COMPLETE_PAGING_STYLES, type PagingStyle } from '../../sandbox/variants/variants';

/** What one schedule of events may be made of: small enough to shrink to something a person can read. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** How late a scan may enter its log (A6): the trigger's default window. */
export const LATEST_MS = 15 * MINUTE;
/** Codes that exist from the start. */
export const FIRST_CODES = 5;
/** Of these, a choice of single codes takes so many: enough for the trigger to read the list for them. */
export const SELECTED_CODES = 4;

/** Stands for the key in an answer: `play` puts the real one in its place. */
export const KEY_PLACEHOLDER = '<the key>';

const FAULTS: FaultInput[] = [
	{ kind: 'json', status: 500 },
	{ kind: 'json', status: 503, handled: true },
	{ kind: 'json', status: 401, error: `unknown key ${KEY_PLACEHOLDER}` },
	{ kind: 'json', status: 404 },
	{ kind: 'html', status: 502 },
	{ kind: 'html', status: 200 },
	{ kind: 'empty', status: 200 },
	{ kind: 'success_false' },
	{ kind: 'redirect', location: 'https://elsewhere.example/' },
	{ kind: 'cut' },
	{ kind: 'truncate' },
	{ kind: 'reset' },
	{ kind: 'reset', handled: true },
	{ kind: 'hang' },
	{ kind: 'hang', handled: true },
	{ kind: 'rate_limited', retryAfterMs: 5_000 },
	{ kind: 'rate_limited', retryAfterMs: 20_000 },
	{ kind: 'rate_limited', retryAfterMs: 2 * MINUTE },
	{ kind: 'rate_limited', retryAfterMs: 3 * DAY, retryAfter: 'http_date' },
	{ kind: 'rate_limited', retryAfter: 'missing' },
];

export interface ScanStep {
	kind: 'scan';
	/** Which of the codes that exist, counted round. */
	code: number;
	count: number;
	/** How long before now they were made, and from their making to their place in the log. */
	agoMs: number;
	lateByMs: number;
	/** Over how much time they spread, back from their time; 0 for one stamp. */
	spreadMs: number;
}

/** What happens at one await of a poll: the n-th time that it waits for the API or for time to pass. */
export interface Interruption {
	at: number;
	what:
		| { kind: 'kill' }
		/** The poll stands still while the host goes on. */
		| { kind: 'hold'; meanwhile: Array<'tick' | 'publish' | 'rename'>; everyMs: number }
		/** Something comes into the log while it is read. */
		| { kind: 'drift'; scans: ScanStep };
}

/** Where a process can die between the end of a poll and the end of its writes. */
export type WriteKill = 'beforeWrites' | 'afterStateOnly' | 'afterItemsOnly';

export type Step =
	| ScanStep
	| { kind: 'poll'; afterMs: number; interruption?: Interruption; writeKill?: WriteKill }
	| { kind: 'fault'; fault: FaultInput; skip: number; times: number }
	| { kind: 'recover' }
	| { kind: 'restart'; downForMs: number; isLeadershipChange: boolean }
	| { kind: 'publish'; isRenamed: boolean }
	| { kind: 'addCode' }
	| { kind: 'deleteCode'; code: number }
	| { kind: 'changeCode'; code: number; field: 'name' | 'destinationUrl' }
	/** From now on, the list tells so many scans of a code more, or fewer, than there are; 0 for the truth. */
	| { kind: 'counter'; code: number; offset: number }
	| { kind: 'othersSpend'; share: number }
	| { kind: 'setClock'; byMs: number };

/** What a run's triggers report. */
export const EVENT_NAMES = [
	'newScan',
	'scanMilestone',
	'quietQrCode',
	'newQrCode',
	'changedQrCode',
	'deletedQrCode',
] as const;
export type EventName = (typeof EVENT_NAMES)[number];

export interface Setting {
	startMs: number;
	event: EventName;
	/** Beside the fixed ones; 0 for none. */
	milestoneEvery: number;
	watch: 'all' | 'one' | 'selected';
	startsFrom: 'now' | 'beginning';
	/** Scans that were in the logs before the workflow was activated. */
	earlierScans: number;
	maxScansPerPoll: number;
	includeQrCode: boolean;
	monthlyBudget: number;
	/** `tiny` has so few calls that a run spends the whole share of a month. */
	plan: 'pro' | 'advanced' | 'tiny';
	hasTwin: boolean;
	/** n8n 1.x lets a poll finish although its workflow was published anew; 2.41 drops what it found. */
	isOldHost: boolean;
	skewMs: number;
	sendsDate: boolean;
	latencyMs: number;
	pagination: PagingStyle;
	/** Whether the API refuses query parameters that it does not know. */
	strictQuery: boolean;
	maxPageSize: number;
	scanOrder: 'newest_first' | 'oldest_first';
	scanCounter: 'scan_count' | 'none' | 'stale';
	scanIds: boolean;
	scanTimePrecision: 'ms' | 's';
	envelope: 'wrapped' | 'bare';
	listDeleted: boolean;
}

export interface Schedule {
	setting: Setting;
	steps: Step[];
}

const STARTS = [
	Date.UTC(2026, 10, 22, 8, 0, 0),
	// the night in which the clocks of Europe change, the last hours of a month and of February
	Date.UTC(2026, 9, 25, 0, 30, 0),
	Date.UTC(2026, 10, 30, 22, 30, 0, 321),
	Date.UTC(2028, 1, 29, 20, 0, 0),
];

/** @param bursts the most scans that come at once. */
export function schedules(bursts: number, event?: EventName): fc.Arbitrary<Schedule> {
	const events = event === undefined ? [...SCANS_FIRST, ...EVENT_NAMES] : [event];
	return fc.record({
		setting: settings(fc.constantFrom(...events)),
		steps: fc.array(steps(bursts), { minLength: 6, maxLength: 25 }),
	});
}

/** Half of the schedules are about scans. */
const SCANS_FIRST: readonly EventName[] = ['newScan', 'newScan', 'newScan', 'newScan', 'scanMilestone'];

const settings = (event: fc.Arbitrary<EventName>): fc.Arbitrary<Setting> =>
	fc.record({
		startMs: fc.constantFrom(...STARTS),
		event,
		milestoneEvery: fc.constantFrom(0, 7),
		watch: fc.constantFrom('all', 'one', 'all', 'selected'),
		startsFrom: fc.constantFrom('now', 'now', 'beginning'),
		earlierScans: fc.constantFrom(0, 4),
		maxScansPerPoll: fc.constantFrom(1_000, 3, 40),
		includeQrCode: fc.boolean(),
		monthlyBudget: fc.constantFrom(50, 100, 20, 2),
		plan: fc.constantFrom('advanced', 'pro', 'advanced', 'pro', 'tiny'),
		hasTwin: fc.constantFrom(false, false, true),
		isOldHost: fc.constantFrom(false, false, true),
		skewMs: fc.constantFrom(0, 0, 10 * MINUTE, -10 * MINUTE),
		sendsDate: fc.constantFrom(true, true, false),
		latencyMs: fc.constantFrom(0, 200, 4_000),
		pagination: fc.constantFrom(...COMPLETE_PAGING_STYLES),
		strictQuery: fc.constantFrom(false, false, true),
		maxPageSize: fc.constantFrom(100, 5, 2),
		scanOrder: fc.constantFrom('newest_first', 'oldest_first'),
		scanCounter: fc.constantFrom('scan_count', 'scan_count', 'none', 'stale'),
		scanIds: fc.boolean(),
		scanTimePrecision: fc.constantFrom('ms', 's'),
		envelope: fc.constantFrom('wrapped', 'bare'),
		listDeleted: fc.boolean(),
	});

function scanSteps(bursts: number): fc.Arbitrary<ScanStep> {
	return fc.record({
		kind: fc.constant('scan'),
		code: fc.nat({ max: FIRST_CODES }),
		count: fc.oneof(
			{ weight: 30, arbitrary: fc.integer({ min: 1, max: Math.min(9, bursts) }) },
			{ weight: 1, arbitrary: fc.integer({ min: 1, max: bursts }) },
		),
		agoMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LATEST_MS })),
		lateByMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LATEST_MS }), fc.constant(LATEST_MS)),
		spreadMs: fc.constantFrom(0, 0, 30_000),
	});
}

function interruptions(bursts: number): fc.Arbitrary<Interruption> {
	const hold = fc.record({
		kind: fc.constant('hold' as const),
		meanwhile: fc.array(fc.constantFrom('tick', 'tick', 'publish', 'rename'), { minLength: 1, maxLength: 3 }),
		everyMs: fc.constantFrom(MINUTE, 6 * MINUTE),
	});
	const drift = fc.record({ kind: fc.constant('drift' as const), scans: scanSteps(bursts) });
	const what = fc.oneof(fc.constant({ kind: 'kill' as const }), drift, hold);
	return fc.record({ at: fc.nat({ max: 11 }), what });
}

function steps(bursts: number): fc.Arbitrary<Step> {
	const afterMs = fc.oneof(
		{ weight: 6, arbitrary: fc.constant(MINUTE) },
		{ weight: 3, arbitrary: fc.constantFrom(5 * MINUTE, 14 * MINUTE) },
		{ weight: 1, arbitrary: fc.constantFrom(70 * MINUTE, 3 * HOUR) },
	);
	const kind = <K extends string>(name: K) => fc.constant(name);
	const code = fc.nat({ max: FIRST_CODES });
	return fc.oneof(
		{ weight: 12, arbitrary: scanSteps(bursts) },
		{ weight: 10, arbitrary: fc.record({ kind: kind('poll'), afterMs }) },
		{
			weight: 6,
			arbitrary: fc.record({ kind: kind('poll'), afterMs, interruption: interruptions(bursts) }),
		},
		{
			weight: 2,
			arbitrary: fc.record({
				kind: kind('poll'),
				afterMs,
				writeKill: fc.constantFrom<WriteKill[]>('beforeWrites', 'afterStateOnly', 'afterItemsOnly'),
			}),
		},
		{
			weight: 4,
			arbitrary: fc.record({
				kind: kind('fault'),
				fault: fc.constantFrom(...FAULTS),
				skip: fc.nat({ max: 4 }),
				times: fc.integer({ min: 1, max: 8 }),
			}),
		},
		{ weight: 1, arbitrary: fc.record({ kind: kind('recover') }) },
		{
			weight: 1,
			arbitrary: fc.record({
				kind: kind('restart'),
				downForMs: fc.constantFrom(5_000, 30 * MINUTE, 5 * HOUR, 26 * HOUR),
				isLeadershipChange: fc.boolean(),
			}),
		},
		{ weight: 1, arbitrary: fc.record({ kind: kind('publish'), isRenamed: fc.boolean() }) },
		{ weight: 1, arbitrary: fc.record({ kind: kind('addCode') }) },
		{ weight: 1, arbitrary: fc.record({ kind: kind('deleteCode'), code }) },
		{
			weight: 2,
			arbitrary: fc.record({
				kind: kind('changeCode'),
				code,
				field: fc.constantFrom('name' as const, 'destinationUrl' as const),
			}),
		},
		{
			weight: 2,
			arbitrary: fc.record({ kind: kind('counter'), code, offset: fc.constantFrom(0, -1, -6, -300, 2, 40) }),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				kind: kind('setClock'),
				byMs: fc.constantFrom(-2 * HOUR, 2 * HOUR, -10 * MINUTE, 30 * HOUR),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({ kind: kind('othersSpend'), share: fc.constantFrom(0.1, 0.5, 1) }),
		},
	);
}
