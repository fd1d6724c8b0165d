import type { IExecuteFunctions } from 'n8n-workflow';

import { QR_CODE_FIELDS, UTM_PARAMETERS } from '../../../shared/api/requestNames';
import { decodeQrCode } from '../../../shared/api/decode/qrCode';
import type { JsonObject } from '../../../shared/api/endpoints';
import { invalidInput } from '../../../shared/errors/connectorError';
import { isLeftOut } from '../../../shared/input/parameterValues';
import { trimInvisible } from '../../../shared/input/visibleText';
import { isObject } from '../../../shared/util/objects';
import { quoteGiven } from '../../../shared/util/redact';
import { readItemParameter } from '../itemParameter';
import { rejectValues } from '../validationIssues';
import { isWebAddress } from '../webAddress';
import { mergeUtm, type Utm } from './mergeUtm';

type UtmField = keyof typeof UTM_PARAMETERS;
type UtmName = (typeof UTM_PARAMETERS)[UtmField];

const LABELS: Readonly<Record<UtmName, string>> = {
	[UTM_PARAMETERS.utmSource]: 'UTM Source',
	[UTM_PARAMETERS.utmMedium]: 'UTM Medium',
	[UTM_PARAMETERS.utmCampaign]: 'UTM Campaign',
	[UTM_PARAMETERS.utmTerm]: 'UTM Term',
	[UTM_PARAMETERS.utmContent]: 'UTM Content',
	[UTM_PARAMETERS.utmId]: 'UTM ID',
};
const NAMES = Object.values(UTM_PARAMETERS);
/** Other double braces may be macros that an ad network fills in. */
const EXPRESSION = /\{\{\s*\$/;

/**
 * The collection UTM Parameters; what is empty in it is left out.
 * @throws {ConnectorError} kind 'invalidInput', naming every value that needs a correction.
 */
export function readUtm(context: IExecuteFunctions, itemIndex: number): Utm {
	const collection = readItemParameter(context, 'utmParameters', itemIndex, {});
	if (isLeftOut(collection)) return {};
	if (!isObject(collection)) throw invalidInput('jsonNoObject', { field: 'UTM Parameters' });
	const fields = Object.entries(UTM_PARAMETERS) as Array<[UtmField, UtmName]>;
	return parseUtm(Object.fromEntries(fields.map(([field, name]) => [name, collection[field]])));
}

/**
 * Takes the UTM parameters out of a row in the API's names, where they stand under the names that addresses give them.
 * @throws {ConnectorError} kind 'invalidInput', naming every value that needs a correction, and other spellings.
 */
export function takeUtm(row: JsonObject): { utm: Utm; rest: JsonObject } {
	const isUtm = (name: string) => NAMES.some((known) => known === name);
	const entries = Object.entries(row);
	const misspelled = entries.flatMap(([name]) => {
		const meant = NAMES.find((known) => simplify(known) === simplify(name));
		if (meant === undefined || meant === name) return [];
		return [`${LABELS[meant]} is written ${quoteGiven(name)}, and has to be written "${meant}"`];
	});
	if (misspelled.length > 0) throw rejectValues(misspelled);
	return {
		utm: parseUtm(Object.fromEntries(entries.filter(([name]) => isUtm(name)))),
		rest: Object.fromEntries(entries.filter(([name]) => !isUtm(name))),
	};
}

/** "utmSource", "UTM Source" and "utm_source" are one name to a person. */
function simplify(name: string): string {
	return name.toLowerCase().replace(/[\s_-]+/g, '');
}

function parseUtm(given: JsonObject): Utm {
	const issues: string[] = [];
	const utm: Utm = {};
	for (const name of NAMES) {
		const value = given[name];
		const text = typeof value === 'number' ? String(value) : (value ?? '');
		if (typeof text !== 'string') issues.push(`${LABELS[name]} must be a text`);
		else if (EXPRESSION.test(text))
			issues.push(`${LABELS[name]} holds an expression that was not worked out`);
		else if (trimInvisible(text) !== '') utm[name] = trimInvisible(text).toWellFormed();
	}
	if (issues.length > 0) throw rejectValues(issues);
	return utm;
}

export function hasUtm(utm: Utm): boolean {
	return Object.keys(utm).length > 0;
}

/**
 * A body whose destination has the UTM parameters.
 * @throws {ConnectorError} kind 'invalidInput' where it has no web address to put them into.
 */
export function tagDestination(body: JsonObject, utm: Utm): JsonObject {
	if (!hasUtm(utm)) return body;
	return { ...body, [QR_CODE_FIELDS.destinationUrl]: tagAddress(body[QR_CODE_FIELDS.destinationUrl], utm) };
}

/**
 * An address with the UTM parameters in it.
 * @throws {ConnectorError} kind 'invalidInput' for anything that is no web address.
 */
export function tagAddress(address: unknown, utm: Utm): string {
	if (!isWebAddress(address)) throw invalidInput('utmNeedsAddress');
	return mergeUtm(address, utm);
}

/** What the API made of a tagged code, with the address that was sent where its answer shows none. */
export function showTagged(code: JsonObject, body: JsonObject, utm: Utm): JsonObject {
	if (!hasUtm(utm) || decodeQrCode(code)?.destinationUrl !== undefined) return code;
	const name = QR_CODE_FIELDS.destinationUrl;
	return { ...code, [name]: body[name] };
}
