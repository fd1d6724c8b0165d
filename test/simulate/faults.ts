import type { EventName } from './schedule';

/** A slip in the trigger's code that the simulation has to find, put in on purpose. */
export interface Fault {
	name: string;
	/** From the root of the repository. */
	file: string;
	/** Occurs exactly once in `file`. */
	find: string;
	replace: string;
	/** The one event whose schedules have to find it. */
	event?: EventName;
	/** What the run has to say about it. */
	shows: RegExp;
}

const CURSOR = 'nodes/QrCodeStackTrigger/scans/cursor.ts';
const MILESTONES = 'nodes/QrCodeStackTrigger/events/milestones.ts';

/**
 * Proofs that a run can fail: before the schedules, each of these is put into a copy of the code and has to
 * be found: something is lost, something is repeated, too much is spent.
 */
export const FAULTS: readonly Fault[] = [
	{
		name: 'late entries are not looked for',
		file: CURSOR,
		find: 'Math.max(cursor.lookbackStartMs, Math.min(watermarkMs, readAtMs) - allowedLatenessMs)',
		replace: 'Math.max(cursor.lookbackStartMs, watermarkMs)',
		shows: /^lost: /,
	},
	{
		name: 'what was emitted is not remembered',
		file: 'nodes/QrCodeStackTrigger/scans/diff.ts',
		find: 'emitted: diff.emitted.add(scans)',
		replace: 'emitted: diff.emitted.add(scans.slice(1))',
		shows: /^repeated: /,
	},
	{
		name: 'calls are not counted towards the share of the month',
		file: 'nodes/QrCodeStackTrigger/budget/tokenBucket.ts',
		find: 'spent: spent + calls,',
		replace: 'spent: 0,',
		shows: /calls in .* are allowed$/,
	},
	{
		name: 'a counter that goes down passes its milestones again',
		file: MILESTONES,
		find: 'Math.max(highest, count);',
		replace: 'count;',
		event: 'scanMilestone',
		shows: /^repeated: /,
	},
	{
		name: 'milestones that a poll has no room for are passed over',
		file: MILESTONES,
		find: '(reported.at(-1) ?? highest)',
		replace: 'count',
		event: 'scanMilestone',
		shows: /^lost: /,
	},
	{
		name: 'a code that is quiet by its counter alone is not looked for in its log',
		file: 'nodes/QrCodeStackTrigger/events/quiet.ts',
		find: 'return scanCount !== 0 || !areScansCounted;',
		replace: 'return scanCount === undefined && areScansCounted;',
		event: 'quietQrCode',
		shows: /^called quiet too early: /,
	},
];
