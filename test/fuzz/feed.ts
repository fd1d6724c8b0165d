import { createContext, Script } from 'vm';

import fc from 'fast-check';

import { ConnectorError } from '../../nodes/shared/errors/connectorError';
import { ConnectionError } from '../../nodes/shared/http/connection';
import { processorMs } from '../support/processorTime';
import { KEY } from './hostile';

/** `npm run test:fuzz` sets the full number; `npm test` takes a taste. */
export const CASES = (globalThis as { FUZZ_CASES?: number }).FUZZ_CASES ?? 50;

/** What no case may take longer than. Most take less than a millisecond; the rest is for a busy machine. */
const MAX_MS_PER_CASE = 2_000;

/** A process that takes less than this share of the time was kept from running. */
const LEAST_SHARE_OF_TIME = 0.9;

/** The errors that this package throws on purpose below the nodes. */
const OUR_ERRORS = [ConnectorError, ConnectionError];

/**
 * Feeds one input to one parser.
 * @throws when it throws anything that is not ours, or quotes the key in its error.
 */
export function feed<T>(parse: () => T): T | undefined {
	try {
		return parse();
	} catch (error) {
		if (!OUR_ERRORS.some((type) => error instanceof type)) throw error;
		expectNoKey([error, (error as Error).message, { ...(error as object) }]);
		return undefined;
	}
}

/** Checks everything that a host could store or show. */
export function expectNoKey(value: unknown): void {
	const text = JSON.stringify(value, (_name, entry: unknown) =>
		entry instanceof Error ? { ...entry, message: entry.message, stack: entry.stack } : entry,
	);
	if (text?.includes(KEY)) throw new Error(`The key came out: ${text.replaceAll(KEY, 'KEY').slice(0, 500)}`);
}

/** Runs a property as often as this run asks for. A case that does not end is a counterexample like any other. */
export function fuzz<T extends [unknown, ...unknown[]]>(
	arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
	check: (...values: T) => unknown,
	{ cases = CASES, maxMs = MAX_MS_PER_CASE }: { cases?: number; maxMs?: number } = {},
): void {
	const property = fc.property(...arbitraries, (...values) => {
		runWithin(maxMs, () => void check(...(values as unknown as T)));
	});
	fc.assert(property, { numRuns: cases });
}

const stage: { run?: () => void } = {};
const stageContext = createContext(stage);
const script = new Script('run()');

/**
 * Runs what can't be asked to stop: Node.js breaks it off, be it in a loop or inside a regular expression. It does so
 * by the clock, which goes on where the machine lets this process not run: then the case gets more time.
 */
function runWithin(maxMs: number, run: () => void): void {
	stage.run = run;
	for (let timeout = maxMs; ; timeout *= 2) {
		const usedBeforeMs = processorMs();
		try {
			return void script.runInContext(stageContext, { timeout });
		} catch (error) {
			const isBrokenOff = (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
			if (!isBrokenOff || processorMs() - usedBeforeMs >= maxMs * LEAST_SHARE_OF_TIME) throw error;
		}
	}
}
