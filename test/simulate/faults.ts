/** A slip in the trigger's code that the simulation has to find, put in on purpose. */
export interface Fault {
	name: string;
	/** From the root of the repository. */
	file: string;
	/** Occurs exactly once in `file`. */
	find: string;
	replace: string;
	/** What the run has to say about it. */
	shows: RegExp;
}

const CURSOR = 'nodes/QrCodeStackTrigger/scans/cursor.ts';

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
];
