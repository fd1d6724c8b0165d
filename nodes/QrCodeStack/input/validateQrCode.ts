import {
	DEFAULT_QR_CODE_TYPE,
	DESIGN_FIELD,
	DESIGN_FIELDS,
	MAX_NAME_LENGTH,
	QR_CODE_FIELDS,
} from '../../shared/api/contract';
import { parseColor } from './color';
import type { JsonObject } from '../../shared/api/endpoints';
import { isObject } from '../../shared/util/objects';
import { quoteGiven } from '../../shared/util/redact';

export function noWebAddress(label: 'Destination URL' | 'Logo URL', given: unknown): string {
	return `${label} must be a full web address that starts with https:// or http://, not ${quoteGiven(given)}`;
}

export function noColor(given: unknown): string {
	return `Dot Color must be a color such as #0F172A, not ${quoteGiven(given)}`;
}

/** What can be seen to be wrong with a row for a new code, in the API's own field names, before any call. */
export function findValidationIssues(row: JsonObject): string[] {
	const { name, type, [QR_CODE_FIELDS.destinationUrl]: destination, [DESIGN_FIELD]: design } = row;
	const { [DESIGN_FIELDS.dotColor]: dotColor, [DESIGN_FIELDS.logoUrl]: logoUrl } = isObject(design)
		? design
		: {};
	return [
		...findMissingFields(row),
		...(typeof name === 'string' && name.length > MAX_NAME_LENGTH
			? [`Name is longer than ${MAX_NAME_LENGTH} characters`]
			: []),
		...(leadsAstray(type, destination) ? [noWebAddress('Destination URL', destination)] : []),
		...(isFilled(dotColor) && parseColor(dotColor) === undefined ? [noColor(dotColor)] : []),
		...(isFilled(logoUrl) && !isWebAddress(logoUrl) ? [noWebAddress('Logo URL', logoUrl)] : []),
	];
}

/** What the documented create call needs, and a body for a new code lacks. */
export function findMissingFields(body: JsonObject): string[] {
	const needsDestination = !isFilled(body.type) || body.type === DEFAULT_QR_CODE_TYPE;
	return [
		...(isFilled(body.name) ? [] : ['Name is empty']),
		...(needsDestination && !isFilled(body[QR_CODE_FIELDS.destinationUrl])
			? ['Destination URL is empty']
			: []),
	];
}

/** Only a code of type "url" has to lead to a web address; other types are the API's to judge. */
export function leadsAstray(type: unknown, destination: unknown): boolean {
	const isUrl = !isFilled(type) || (typeof type === 'string' && type.trim() === DEFAULT_QR_CODE_TYPE);
	const isAddress = typeof destination === 'string' && isWebAddress(destination.trim());
	return isUrl && isFilled(destination) && !isAddress;
}

/** The fields of a new code, from top to bottom as a node shows them; each slip begins with its field. */
const LABELS = ['Name', 'Destination URL', 'Dot Color', 'Dot Shape', 'Frame', 'Logo URL', 'Type'];

/** What `valuesNeedCorrection` is filled with: which fields are meant, and what is wrong with each. */
export function describeIssues(issues: string[]): { fields: string; issues: string } {
	const place = (issue: string) => LABELS.findIndex((label) => issue.startsWith(label));
	const sorted = [...new Set(issues)].sort((a, b) => place(a) - place(b));
	const labels = [...new Set(sorted.flatMap((issue) => LABELS[place(issue)] ?? []))];
	return { fields: nameFields(labels), issues: sorted.join('. ') };
}

function nameFields(labels: string[]): string {
	const last = labels.at(-1);
	if (last === undefined) return 'This row needs';
	return labels.length === 1 ? `${last} needs` : `${labels.slice(0, -1).join(', ')} and ${last} need`;
}

export function isWebAddress(value: unknown): boolean {
	if (typeof value !== 'string' || /\s/.test(value)) return false;
	try {
		return /^https?:$/.test(new URL(value).protocol);
	} catch {
		return false;
	}
}

export function isFilled(value: unknown): boolean {
	return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
}
