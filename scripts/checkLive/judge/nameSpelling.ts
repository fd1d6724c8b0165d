import type { FactNames } from '../../../nodes/shared/api/decode/facts';
import { Facts } from '../../../nodes/shared/api/decode/facts';
import { isObject } from '../../../nodes/shared/util/objects';
import { SPELLINGS, toCamelCase, type Spelling } from '../../../sandbox/variants/spelling';

/**
 * How an object names its facts, in the words of the sandbox's variants: the manner in which most of those stand that
 * are not named as assumed. A single one has a variant of its own, such as `scanTimeField`. Pure.
 */
export function nameSpelling(
	raw: Readonly<Record<string, unknown>>,
	facts: Readonly<Record<string, FactNames>>,
): Spelling {
	const counts = new Map<Spelling, number>(SPELLINGS.map((spelling) => [spelling, 0]));
	for (const fact of Object.values(facts)) {
		const spelling = spellingOf(raw, fact);
		if (spelling) counts.set(spelling, counts.get(spelling)! + 1);
	}
	const [most] = [...counts].filter(([name]) => name !== 'assumed').sort((a, b) => b[1] - a[1]);
	return most && most[1] > 1 ? most[0] : 'assumed';
}

function spellingOf(raw: Readonly<Record<string, unknown>>, fact: FactNames): Spelling | undefined {
	const { names, inside = [] } = fact;
	const [key] = new Facts(raw).keys(fact);
	const isNested = inside.some((container) => {
		const inner = raw[container];
		return isObject(inner) && names.some((name) => name in inner);
	});
	if (isNested) return 'nested';
	if (key === undefined) return undefined;
	const [assumed = ''] = names;
	if (key === assumed) return 'assumed';
	return names.some((name) => toCamelCase(name) === key && name !== key) ? 'camel_case' : 'synonyms';
}
