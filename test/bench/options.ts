import { parseArgs } from 'node:util';

export interface BenchOptions {
	/** Names of the rows to run, in the order of the table. */
	rows: string[];
	/** One repetition of everything: shows that it works, not how fast it is. */
	isQuick: boolean;
}

/** Reads the command line; throws a text for the person where it makes no sense. */
export function readOptions(args: string[], known: string[]): BenchOptions {
	const { values } = parseArgs({
		args,
		options: { rows: { type: 'string' }, quick: { type: 'boolean', default: false } },
	});
	const wanted = values.rows?.split(',').map((name) => name.trim()) ?? known;
	const unknown = wanted.find((name) => !known.includes(name));
	if (unknown !== undefined) throw new Error(`There is no row "${unknown}".`);
	return { rows: known.filter((name) => wanted.includes(name)), isQuick: values.quick };
}

export const usage = (known: string[]) => `Usage: npm run bench -- [options]
  --rows <a,b>  only these of ${known.join(', ')}
  --quick       one repetition, and docs/performance.md stays as it is`;
