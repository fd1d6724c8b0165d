import { ApiCallError } from './apiCallError';

/** Said when there is more of a list, but it can't be read. */
export function incompleteList(reason: string, rowsSeen: number, hasLimit: boolean): ApiCallError {
	// where nothing but the whole list will do, there is no Limit to set
	const advice =
		rowsSeen > 0 && hasLimit ? `Set "Limit" to ${rowsSeen} or fewer to get the first entries. ` : '';
	return new ApiCallError(
		{
			message: 'The list from QRCodeStack could not be read to its end',
			description: `After ${rowsSeen} entries, ${reason}. Nothing was put out, because it would look like the whole list. ${advice}Write to support@qrcodestack.com if this goes on.`,
			failure: { cause: 'node-defect' },
		},
		'incompleteList',
	);
}

/** Said when an answer to a question for a list is none. */
export function notAList(): ApiCallError {
	return new ApiCallError(
		{
			message: 'The answer from QRCodeStack holds no list',
			description:
				'A list was asked for and something else came back. Check the base URL in the credential; if it is right, write to support@qrcodestack.com.',
			failure: { cause: 'node-defect' },
		},
		'unexpectedAnswer',
	);
}
