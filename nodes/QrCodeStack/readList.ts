import { collectPart } from '../shared/collectRows';
import type { ListRequest } from '../shared/pagingManner';
import { hintOnce } from './hints';
import type { OperationCall } from './operation';
import { readRowLimit } from './rowLimit';

/**
 * Reads a list as far as the Limit of the node allows, and says so when the limit cut it short.
 * @param plural what the rows are, for the text: "QR codes".
 */
export async function readList(
	{ context, session, itemIndex }: OperationCall,
	list: ListRequest,
	plural: string,
): Promise<unknown[]> {
	const limit = readRowLimit(context, itemIndex);
	const { rows, mayHaveMore } = await collectPart(session, list, limit);
	if (mayHaveMore) {
		hintOnce(
			context,
			session,
			`The limit of ${limit} was reached. If there are more ${plural}, raise Limit or switch on Return All to get them.`,
		);
	}
	return rows;
}
