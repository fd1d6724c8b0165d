import { DESIGN_FIELDS } from '../../../../shared/api/requestNames';
import { toComparableText } from '../../../../shared/input/visibleText';
import { isObject } from '../../../../shared/util/objects';
import { parseColor } from '../../../input/color';

/** A value as codes are matched by it; undefined for what can't be compared, such as an object. */
export function toComparable(value: unknown): string | undefined {
	return typeof value === 'string' || typeof value === 'number' ? toComparableText(String(value)) : undefined;
}

/**
 * Whether a code has a value already, as far as its answer shows it. Of an object, only what is wanted counts: the API
 * may show more of a design than was sent.
 * @param field the name of the field, in the API's spelling.
 */
export function hasValue(existing: unknown, wanted: unknown, field: string): boolean {
	// what the list does not show may be different
	if (existing === undefined) return false;
	if (isObject(wanted)) {
		return (
			isObject(existing) && Object.keys(wanted).every((name) => hasValue(existing[name], wanted[name], name))
		);
	}
	if (Array.isArray(wanted)) {
		if (!Array.isArray(existing) || existing.length !== wanted.length) return false;
		return wanted.every((entry, index) => hasValue(existing[index], entry, field));
	}
	if (typeof wanted === 'string' && typeof existing === 'string') {
		return normalize(existing, field) === normalize(wanted, field);
	}
	return existing === wanted;
}

/** Two spellings of one colour, one address or one name are the same value. */
function normalize(text: string, field: string): string {
	const color = field === DESIGN_FIELDS.dotColor ? parseColor(text) : undefined;
	return color ?? normalizeAddress(text) ?? toComparableText(text);
}

/** Letter case of the host, its usual port and the slash behind it make no other address. */
function normalizeAddress(text: string): string | undefined {
	try {
		return /^https?:\/\//i.test(text) ? new URL(text).href : undefined;
	} catch {
		return undefined;
	}
}
