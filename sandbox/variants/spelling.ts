import type { FactNames } from '../../nodes/shared/api/decode/facts';

/** How the fields of an object may be named, the default first. */
export const SPELLINGS = ['assumed', 'synonyms', 'camel_case', 'nested'] as const;

export type Spelling = (typeof SPELLINGS)[number];
type Raw = { [name: string]: unknown };
type FactTable = Readonly<Record<string, FactNames>>;

/**
 * The same object with its facts under other names: for `synonyms` the next name that the contract has for a fact, for
 * `nested` inside the object in which the contract looks for it. Fields that are no facts stay as they are.
 */
export function respell(raw: Raw, facts: FactTable, spelling: Spelling): Raw {
	switch (spelling) {
		case 'assumed':
			return raw;
		case 'camel_case':
			return renameAll(raw, toCamelCase);
		case 'synonyms':
			return useSynonyms(raw, facts);
		case 'nested':
			return nest(raw, facts);
	}
}

export function toCamelCase(name: string): string {
	return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function renameAll(raw: Raw, rename: (name: string) => string): Raw {
	return Object.fromEntries(Object.entries(raw).map(([name, value]) => [rename(name), value]));
}

/** The name under which an object shows a fact, of those that the contract has. */
function shownName(raw: Raw, { names }: FactNames): string | undefined {
	return names.find((name) => name in raw);
}

function useSynonyms(raw: Raw, facts: FactTable): Raw {
	const renamed = new Map<string, string>();
	for (const fact of Object.values(facts)) {
		const shown = shownName(raw, fact);
		if (shown === undefined || renamed.has(shown)) continue;
		const taken = [...Object.keys(raw), ...renamed.values()];
		const other = fact.names.find((name) => !name.includes('.') && !taken.includes(name));
		if (other !== undefined) renamed.set(shown, other);
	}
	return renameAll(raw, (name) => renamed.get(name) ?? name);
}

function nest(raw: Raw, facts: FactTable): Raw {
	const nested: Raw = { ...raw };
	for (const fact of Object.values(facts)) {
		const shown = shownName(raw, fact);
		const [container] = fact.inside ?? [];
		if (shown === undefined || container === undefined || !(shown in nested)) continue;
		const { [shown]: value, ...rest } = nested;
		Object.assign(nested, { [container]: { ...(rest[container] as Raw | undefined), [shown]: value } });
		delete nested[shown];
	}
	return nested;
}
