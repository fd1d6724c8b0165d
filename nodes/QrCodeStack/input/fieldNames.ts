import { DESIGN_FIELD, DESIGN_FIELDS, QR_CODE_FIELDS } from '../../shared/api/requestNames';
import type { JsonObject } from '../../shared/api/endpoints';
import { quoteGiven } from '../../shared/util/redact';

/** The fields of a new code by the names that texts and the node's fields give them. */
const LABELS: Readonly<Record<string, string>> = {
	name: 'Name',
	[QR_CODE_FIELDS.destinationUrl]: 'Destination URL',
	[DESIGN_FIELDS.dotColor]: 'Dot Color',
	[DESIGN_FIELDS.dotShape]: 'Dot Shape',
	[DESIGN_FIELDS.frame]: 'Frame',
	[DESIGN_FIELDS.logoUrl]: 'Logo URL',
	type: 'Type',
	[DESIGN_FIELD]: 'Design',
};

const QR_CODE_NAMES = ['name', QR_CODE_FIELDS.destinationUrl, 'type', DESIGN_FIELD];
const DESIGN_NAMES: readonly string[] = Object.values(DESIGN_FIELDS);

/** What people, spreadsheets and models call a field that is missing, as {@link simplify} spells it. */
const LIKELY_NAMES: Readonly<Record<string, readonly string[]>> = {
	name: ['title', 'label', 'qrname', 'codename', 'displayname'],
	[QR_CODE_FIELDS.destinationUrl]: [
		'url',
		'link',
		'destination',
		'destinationlink',
		'target',
		'targeturl',
		'website',
		'webaddress',
		'address',
		'href',
		'redirect',
		'redirecturl',
		'longurl',
	],
};

/** "destinationUrl", "Destination URL" and "destination_url" are one name to a person. */
function simplify(name: string): string {
	return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/**
 * Finds fields of a body that are written otherwise than the API writes them: it would take them for unknown ones.
 * @returns one sentence for each, which begins with the field's label.
 */
export function findMisspelledNames(body: JsonObject, where: 'body' | 'design'): string[] {
	const known = where === 'body' ? QR_CODE_NAMES : DESIGN_NAMES;
	const right = new Map(known.map((name) => [simplify(name), name]));
	return Object.keys(body).flatMap((name) => {
		const spelling = right.get(simplify(name));
		if (spelling === undefined || spelling === name) return [];
		return [`${LABELS[spelling]} is written ${quoteGiven(name)}, and has to be written "${spelling}"`];
	});
}

/** Says that a field is missing, and under which other name the row may have it. */
export function describeMissing(field: string, body: JsonObject): string {
	const label = LABELS[field] ?? field;
	if (Object.hasOwn(body, field)) return `${label} is empty`;
	const likely = LIKELY_NAMES[field] ?? [];
	const found = Object.keys(body).find((name) => likely.includes(simplify(name)));
	if (found === undefined) return `${label} is empty`;
	return `${label} is missing: this row has ${quoteGiven(found)}, and "${field}" is needed`;
}
