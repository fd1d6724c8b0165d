import { parseArgs } from 'node:util';

import { MODES, type Mode } from './host/installation';

export interface RunChoice {
	/** The n8n to test on. */
	version: string;
	mode: Mode;
	/** The arguments that are left for jest. */
	rest: string[];
}

/**
 * Takes `--n8n <version>` and `--mode <mode>` out of the arguments; everything else belongs to jest.
 * @throws {Error} when no value follows, or one that there is not.
 */
export function readRunOptions(
	args: string[],
	{ fallback, known }: { fallback: string; known: string[] },
): RunChoice {
	const n8n = takeOption(args, { name: 'n8n', fallback, known });
	const mode = takeOption(n8n.rest, { name: 'mode', fallback: MODES[0], known: MODES });
	return { version: n8n.value, mode: mode.value, rest: mode.rest };
}

interface Option<Value extends string> {
	name: string;
	fallback: Value;
	known: readonly Value[];
}

/** Takes `--name value` or `--name=value`; the last one counts. */
function takeOption<Value extends string>(args: string[], { name, fallback, known }: Option<Value>) {
	const { tokens } = parseArgs({
		args,
		options: { [name]: { type: 'string' } },
		strict: false,
		allowPositionals: true,
		tokens: true,
	});
	const ours = new Set<number>();
	let given: string = fallback;
	for (const token of tokens) {
		if (token.kind !== 'option' || token.name !== name) continue;
		given = token.value ?? '';
		ours.add(token.index);
		if (token.inlineValue === false) ours.add(token.index + 1);
	}
	const value = known.find((each) => each === given);
	if (value === undefined) {
		const choices = known.map((each) => `--${name} ${each}`).join(' or ');
		throw new Error(`There is no "${given}" to test with. Choose one of these: ${choices}.`);
	}
	return { value, rest: args.filter((_, index) => !ours.has(index)) };
}
