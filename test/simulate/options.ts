import { parseArgs } from 'node:util';

import { EVENT_NAMES, type EventName } from './schedule';
import { ENGINE_NAMES, type EngineName } from './world/host';

export interface Options {
	/** Schedules over all engines. */
	runs: number;
	seed: number;
	engines: readonly EngineName[];
	/** No new schedules are begun after this. */
	minutes: number;
	/** The most scans that come at once. */
	bursts: number;
	workers: number;
	/** The one event that all schedules are about. */
	event?: EventName;
	/** One case to play again. */
	path?: string;
	/** Whether the run shows first that it can fail. */
	proves: boolean;
}

const USAGE = `npm run test:simulate -- [--runs 10500] [--seed 1] [--engine ${ENGINE_NAMES.join('|')}]
	[--minutes 30] [--bursts 300] [--event ${EVENT_NAMES.join('|')}] [--workers 2] [--path <of a failed case, with its seed and engine>] [--no-proof]`;

/** @throws with the usage where an option is unknown or makes no sense. */
export function readOptions(args: string[]): Options {
	const { values } = parseArgs({
		args,
		options: {
			runs: { type: 'string', default: '10500' },
			seed: { type: 'string', default: '1' },
			engine: { type: 'string' },
			// all of them take two minutes here, and a run that stops short fails: the bound is for slow machines
			minutes: { type: 'string', default: '30' },
			bursts: { type: 'string', default: '300' },
			workers: { type: 'string', default: '2' },
			event: { type: 'string' },
			path: { type: 'string' },
			'no-proof': { type: 'boolean', default: false },
		},
	});
	const engines = ENGINE_NAMES.filter((name) => values.engine === undefined || name === values.engine);
	const event = EVENT_NAMES.find((name) => name === values.event);
	if (values.event !== undefined && event === undefined) throw new Error(USAGE);
	if (engines.length === 0 || (values.path !== undefined && engines.length > 1)) throw new Error(USAGE);
	return {
		runs: readNumber(values.runs),
		seed: readNumber(values.seed),
		engines,
		minutes: readNumber(values.minutes),
		bursts: readNumber(values.bursts),
		workers: readNumber(values.workers),
		...(event === undefined ? {} : { event }),
		path: values.path,
		proves: !values['no-proof'] && values.path === undefined,
	};
}

function readNumber(text: string): number {
	const value = Number(text);
	if (Number.isFinite(value) && value > 0) return value;
	throw new Error(USAGE);
}
