import { invalidInput } from '../errors/connectorError';
import { parseText, parseWholeNumber } from '../input/parameterValues';
import { trimInvisible } from '../input/visibleText';
import { isObject, omitUndefined } from '../util/objects';
import { quoteGiven } from '../util/redact';
import { parseDateParameterMs } from '../util/zonedTime';
import type { CodeFilter } from './codeFilter';
import { CODE_FILTER_LABELS as LABELS } from './fields/codeFilterOptions';

/** How a collection of filters is read. */
export interface FilterReading {
	/** In which dates without an offset are meant. */
	timeZone: string;
	/** Whether a filter without a value counts as left out: a model fills in every field. */
	allowsEmpty?: boolean;
}

/**
 * Reads the collection of {@link codeFilterOptions}.
 * @param collection its value; undefined where it has none.
 * @param label what the collection is called.
 * @throws {ConnectorError} kind 'invalidInput' where a filter was added and is empty, which would mean all codes of the
 * account, and where two leave nothing in between.
 */
export function parseCodeFilter(collection: unknown, label: string, reading: FilterReading): CodeFilter {
	const given = requireCollection(collection, label, reading);
	const read = <T>(name: keyof typeof LABELS, parse: (value: unknown, field: string) => T) =>
		readFilter(given, name, LABELS[name], parse, reading);
	const toMs = (value: unknown, field: string) => parseDateMs(value, field, reading.timeZone);
	const toCount = (value: unknown, field: string) => parseWholeNumber(value, { label: field, min: 0 });
	const filter: CodeFilter = omitUndefined({
		search: read('search', parseText),
		nameStartsWith: read('nameStartsWith', parseText),
		destinationContains: read('destinationContains', parseText),
		createdAfterMs: read('createdAfter', toMs),
		createdBeforeMs: read('createdBefore', toMs),
		minScans: read('minScans', toCount),
		maxScans: read('maxScans', toCount),
		type: read('type', parseText),
	});
	requireRange(filter.createdAfterMs, filter.createdBeforeMs, [LABELS.createdAfter, LABELS.createdBefore]);
	const { minScans = 0, maxScans = minScans } = filter;
	requireRange(minScans, maxScans + 1, [LABELS.minScans, LABELS.maxScans]);
	return filter;
}

/**
 * A collection of filters as an object; empty where it has no value of its own.
 * @throws {ConnectorError} kind 'invalidInput' where an expression in its place gives something else.
 */
export function requireCollection(
	collection: unknown,
	label: string,
	{ allowsEmpty = false }: Pick<FilterReading, 'allowsEmpty'>,
): { [name: string]: unknown } {
	if (isObject(collection)) return collection;
	if (collection === undefined || allowsEmpty) return {};
	throw isEmpty(collection)
		? invalidInput('filterEmpty', { field: label })
		: invalidInput('jsonNoObject', { field: label });
}

/**
 * One filter of a collection; undefined where it was not added.
 * @throws {ConnectorError} kind 'invalidInput' where it was added and is empty.
 */
export function readFilter<T>(
	given: { [name: string]: unknown },
	name: string,
	label: string,
	parse: (value: unknown, label: string) => T,
	{ allowsEmpty = false }: Pick<FilterReading, 'allowsEmpty'>,
): T | undefined {
	if (!Object.hasOwn(given, name)) return undefined;
	const value = given[name];
	if (!isEmpty(value)) return parse(value, label);
	if (allowsEmpty) return undefined;
	throw invalidInput('filterEmpty', { field: label });
}

/** @throws {ConnectorError} kind 'invalidInput' for what is no date. */
export function parseDateMs(value: unknown, label: string, timeZone: string): number {
	const moment = typeof value === 'string' ? trimInvisible(value) : value;
	const ms = parseDateParameterMs(moment, timeZone);
	if (ms === undefined) throw invalidInput('dateUnreadable', { field: label, given: quoteGiven(value) });
	return ms;
}

/**
 * @param end the first value behind the range.
 * @throws {ConnectorError} kind 'invalidInput' where nothing lies between the two.
 */
export function requireRange(
	start: number | undefined,
	end: number | undefined,
	[field, other]: readonly [string, string],
): void {
	if (start === undefined || end === undefined || start < end) return;
	throw invalidInput('rangeEmpty', { field, other });
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && trimInvisible(value) === '');
}
