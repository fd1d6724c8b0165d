import type { FactNames } from '../../nodes/shared/api/decode/facts';

/** One way in which an answer may tell a fact. */
export interface Shape {
	/** "title", "location.countryCode": how the fact stands in the answer. */
	label: string;
	/** An object that tells the fact, and nothing else. */
	tell: (value: unknown) => { [name: string]: unknown };
}

/** `short_url` as other services spell it. */
function spellings(name: string): string[] {
	const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
	return [...new Set([name, camel, name.replaceAll('_', '-'), name.toUpperCase()])];
}

function at(path: readonly string[]): Shape {
	return {
		label: path.join('.'),
		tell: (value) => path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object as never,
	};
}

/** Every way in which the tables of the contract let an answer tell a fact: each name, spelling and nesting. */
export function shapesOf({ names, inside = [], parts = [] }: FactNames): Shape[] {
	const paths = names.flatMap((name) => {
		const path = name.split('.');
		const camel = path.map((part) => spellings(part)[1] ?? part);
		const direct = path.length > 1 ? [path, camel] : spellings(name).map((spelling) => [spelling]);
		const containers = ['attributes', ...inside];
		const deeper = path.length > 1 ? [] : parts.map((part) => [name, part]);
		return [...direct, ...containers.map((container) => [container, ...path]), ...deeper];
	});
	return paths.map(at);
}
