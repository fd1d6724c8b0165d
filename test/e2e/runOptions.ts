import { parseArgs } from 'node:util';

/** The option that chooses the n8n to test on; everything else belongs to jest. */
const OPTION = 'n8n';

export interface HostChoice {
	version: string;
	/** The arguments that are left for jest. */
	rest: string[];
}

/**
 * Takes `--n8n <version>` or `--n8n=<version>` out of the arguments.
 * @throws {Error} when no version follows, or one that there is no host package for.
 */
export function readHostOption(
	args: string[],
	{ fallback, known }: { fallback: string; known: string[] },
): HostChoice {
	const { tokens } = parseArgs({
		args,
		options: { [OPTION]: { type: 'string' } },
		strict: false,
		allowPositionals: true,
		tokens: true,
	});
	const found = tokens.filter((token) => token.kind === 'option' && token.name === OPTION);
	const ours = new Set<number>();
	let version = fallback;
	for (const token of found) {
		if (token.kind !== 'option') continue;
		version = token.value ?? '';
		ours.add(token.index);
		if (token.inlineValue === false) ours.add(token.index + 1);
	}
	if (!known.includes(version)) {
		throw new Error(
			`There is no n8n "${version}" to test on. Choose one of these: --n8n ${known.join(' or --n8n ')}.`,
		);
	}
	return { version, rest: args.filter((_, index) => !ours.has(index)) };
}
