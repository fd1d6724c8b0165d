import { parseArgs } from 'node:util';

import { ENGINES, type Engine } from './engines';

export const USAGE = `Usage: npm run test:soak -- [options]
  --engine <name>     ${ENGINES.map(({ name }) => name).join(', ')}; may be repeated; all of them by default
  --minutes <number>  how long scans are sent (default 13; the engines run side by side)
  --kills <number>    SIGKILLs per engine (default 10, fewer in less than 6 minutes)
  --restarts <number> orderly restarts per engine (default 2)
  --into-window       also ends n8n between its two writes, where scans are lost whatever a trigger does
  --seed <number>     repeats the plan of an earlier run
  --max-calls <n>     fails an engine that makes more API calls than this`;

/** What a run should do to each engine. */
export interface SoakPlan {
	engines: Engine[];
	sendingMs: number;
	kills: number;
	restarts: number;
	seed: number;
	/** Whether n8n may be ended between its two writes. */
	hitsHostWindow: boolean;
	maxCalls?: number;
}

const MAX_MINUTES = 60;
const MAX_ENDINGS = 100;
const SEED_RANGE = 2 ** 31;
const KILLS = 10;
/** Three n8n on two cores take half a minute from one start to a kill and the next start. */
const KILLS_PER_MINUTE = 1.7;

/** Reads the command line; throws a text for the person where it makes no sense. */
export function readPlan(args: string[]): SoakPlan {
	const { values } = parseArgs({
		args,
		options: {
			engine: { type: 'string', multiple: true },
			minutes: { type: 'string', default: '13' },
			kills: { type: 'string' },
			restarts: { type: 'string', default: '2' },
			'into-window': { type: 'boolean', default: false },
			seed: { type: 'string' },
			'max-calls': { type: 'string' },
		},
	});
	const minutes = readNumber('minutes', values.minutes, 0.1, MAX_MINUTES);
	const kills = Math.min(KILLS, Math.ceil(minutes * KILLS_PER_MINUTE));
	return {
		engines: values.engine?.map(findEngine) ?? ENGINES,
		sendingMs: minutes * 60_000,
		kills: readCount('kills', values.kills ?? String(kills)),
		restarts: readCount('restarts', values.restarts),
		seed:
			values.seed === undefined ? Date.now() % SEED_RANGE : readNumber('seed', values.seed, 0, SEED_RANGE),
		hitsHostWindow: values['into-window'],
		...(values['max-calls'] === undefined
			? {}
			: { maxCalls: readNumber('max-calls', values['max-calls'], 0, Number.MAX_SAFE_INTEGER) }),
	};
}

function findEngine(name: string): Engine {
	const engine = ENGINES.find((each) => each.name === name);
	if (!engine) throw new Error(`There is no engine "${name}".`);
	return engine;
}

function readCount(option: string, text: string): number {
	return Math.floor(readNumber(option, text, 0, MAX_ENDINGS));
}

function readNumber(option: string, text: string, min: number, max: number): number {
	const value = Number(text);
	if (value >= min && value <= max) return value;
	throw new Error(`--${option} must be a number from ${min} to ${max}, not "${text}".`);
}
