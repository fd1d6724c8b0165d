import { ConnectorError } from '../../errors/connectorError';
import type { JsonObject } from '../endpoints';
import { renderMessage } from '../../errors/catalogue/catalogue';
import { isObject } from '../../util/objects';

/**
 * Takes an answer's payload, or an entry of it, as the one object that it must be.
 * @throws {ConnectorError} kind 'unexpectedAnswer' for anything else.
 */
export function requireObject(data: unknown, subject: string): JsonObject {
	if (isObject(data)) return data;
	throw unknownForm(subject);
}

/** Said when an answer is not what it should be: `subject`. */
export function unknownForm(subject: string): ConnectorError {
	const failure = { cause: 'node-defect' } as const;
	return new ConnectorError({ ...renderMessage('unknownForm', { subject }), failure }, 'unexpectedAnswer');
}
