import { ConnectorError } from '../errors/connectorError';
import { describeNames, objectsIn } from '../api/decode/facts';
import { isObject } from '../util/objects';
import { ADDITIONS, fill, renderMessage, renderMessageWith } from '../errors/catalogue/catalogue';

/** Said when there is more of a list, but it can't be read. */
export function incompleteList(reason: string, rowsSeen: number, hasLimit: boolean): ConnectorError {
	// where nothing but the whole list will do, there is no Limit to set
	const advice = rowsSeen > 0 && hasLimit ? fill(ADDITIONS.firstEntries, { count: rowsSeen }) : '';
	const message = renderMessageWith('listIncomplete', { count: rowsSeen, reason }, advice);
	return new ConnectorError({ ...message, failure: { cause: 'node-defect' } }, 'incompleteList');
}

/** Said when an answer to a question for a list is none. */
export function notAList(body: unknown): ConnectorError {
	const outer = isObject(body) ? [body, ...objectsIn(body)] : [];
	const message = renderMessage('noList', { names: describeNames(outer.flatMap(Object.keys)) });
	return new ConnectorError({ ...message, failure: { cause: 'node-defect' } }, 'unexpectedAnswer');
}
