import { UTM_PARAMETERS } from '../../../shared/api/requestNames';

/** UTM parameters by the names that stand in an address, with their values as a person writes them. */
export type Utm = Partial<Record<(typeof UTM_PARAMETERS)[keyof typeof UTM_PARAMETERS], string>>;

/** The address up to its query, the query with its question mark, and the fragment with its number sign. */
const PARTS = /^([^?#]*)(\?[^#]*)?(#.*)?$/s;

/**
 * Puts UTM parameters into the query of a web address. All else stays as it is, byte for byte and in its order; a
 * parameter of the same name is replaced where it first stands. Merging once more changes nothing.
 * @param address one that can be sent, see findAddressFault.
 */
export function mergeUtm(address: string, utm: Utm): string {
	const [, start = '', query = '', fragment = ''] = PARTS.exec(address) ?? [];
	const wanted = new Map(Object.entries(utm).map(([name, value]) => [name, `${name}=${encodeOnce(value)}`]));
	const merged = appendAll(replaceAll(query.slice(1), wanted), wanted);
	return `${start}${merged === '' ? query : `?${merged}`}${fragment}`;
}

/** Replaces what has one of the names, and takes its later repetitions out. What was found is deleted from `wanted`. */
function replaceAll(query: string, wanted: Map<string, string>): string {
	const names = new Set(wanted.keys());
	const pairs = query.split('&').flatMap((pair) => {
		const name = nameOf(pair);
		if (!names.has(name)) return [pair];
		const replacement = wanted.get(name);
		wanted.delete(name);
		return replacement ?? [];
	});
	return pairs.join('&');
}

function appendAll(query: string, wanted: ReadonlyMap<string, string>): string {
	if (wanted.size === 0) return query;
	const separator = query === '' || query.endsWith('&') ? '' : '&';
	return query + separator + [...wanted.values()].join('&');
}

function nameOf(pair: string): string {
	const [name = ''] = pair.split('=', 1);
	return decode(name) ?? name;
}

/** What was copied out of an address: nothing in it needs encoding, and all that is encoded can be read. */
const MAY_BE_ENCODED = /^[\w.~!*'()-]*(?:%[\da-f]{2}[\w.~!*'()-]*)+$/i;

/** A value that is encoded already stays so: "spring%20sale" is meant as "spring sale". */
function encodeOnce(value: string): string {
	const decoded = MAY_BE_ENCODED.test(value) ? decode(value) : undefined;
	return encodeURIComponent(decoded ?? value);
}

function decode(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}
