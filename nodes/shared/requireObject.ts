import { ApiCallError } from './apiCallError';
import type { JsonObject } from './endpoints';
import { isObject } from './objects';

/**
 * Takes an answer's payload, or an entry of it, as the one object that it must be.
 * @throws {ApiCallError} kind 'unexpectedAnswer' for anything else.
 */
export function requireObject(data: unknown, subject: string): JsonObject {
	if (isObject(data)) return data;
	throw new ApiCallError(
		{
			message: 'The answer from QRCodeStack has an unknown form',
			description: `It should describe ${subject}. Check the base URL in the credential; if it is right, write to support@qrcodestack.com.`,
			failure: { cause: 'node-defect' },
		},
		'unexpectedAnswer',
	);
}
