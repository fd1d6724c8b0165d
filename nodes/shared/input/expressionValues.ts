import { invalidInput } from '../errors/connectorError';
import { quoteGiven } from '../util/redact';

/** A number field, as texts name it, with its bounds. */
export interface NumberField {
	label: string;
	min: number;
	/** Undefined: any number above `min`. */
	max?: number;
}

/**
 * Reads a whole number, which an expression may hand out as a text.
 * @throws {ConnectorError} kind 'invalidInput' for anything else, nothing at all among it.
 */
export function parseWholeNumber(value: unknown, { label, min, max }: NumberField): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	const isWhole = typeof number === 'number' && Number.isSafeInteger(number);
	if (isWhole && number >= min && number <= (max ?? number)) return number;
	const range = max === undefined ? `of ${min} or more` : `from ${min} to ${max}`;
	throw invalidInput('noWholeNumber', { field: label, range, given: quoteGiven(value) });
}

/** Reads a switch, which an expression may hand out as a text; anything else leaves it at `usual`. */
export function parseSwitch(value: unknown, usual: boolean): boolean {
	const other = !usual;
	return value === other || value === String(other) ? other : usual;
}
