import type { FactNames } from '../../nodes/shared/api/decode/facts';

/** One way in which an answer may state a fact. */
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

type Told = { [name: string]: unknown };

/** One object that tells all of this, also where several facts stand in the same inner object. */
export function tellAll(...parts: readonly Told[]): Told {
	return parts.reduce((all, part) => {
		const merged = Object.entries(part).map(([key, value]) => {
			const known = all[key];
			return [key, isMap(known) && isMap(value) ? { ...known, ...value } : value];
		});
		return { ...all, ...(Object.fromEntries(merged) as Told) };
	}, {});
}

function isMap(value: unknown): value is Told {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
