import type { PageParameters, Step } from '../../../nodes/shared/paging/dialects/dialect';
import type { LiveAnswer } from './liveClient';

/** Everything that a run saw, as raw answers. What is missing was not asked for or not answered. */
export interface Observations {
	account?: LiveAnswer;
	wrongKey?: LiveAnswer;
	invalidCreate?: LiveAnswer;
	create?: LiveAnswer;
	/** A row without a usable destination, then a good one. */
	bulk?: LiveAnswer;
	/** The good row alone, where the whole batch was refused. */
	bulkOfGood?: LiveAnswer;
	secondCreate?: LiveAnswer;
	/** The manner in which the API let itself be asked for a list. */
	dialect?: PageParameters;
	/** Answers that refused a way to ask, and the query that they refused. */
	refusedQueries: string[];
	/** 100 codes a page were asked for. */
	listWide?: LiveAnswer;
	/** The page after that, where the API said that there is more than it had shown. */
	listBeyond?: LiveAnswer;
	/** One code a page. */
	listNarrow?: LiveAnswer;
	narrowManner?: PageParameters;
	/** Where the nodes would go on from `listNarrow`. */
	turn?: Step;
	listNext?: LiveAnswer;
	update?: LiveAnswer;
	/** When the short link was followed: epoch milliseconds by this machine's clock. */
	visitsAtMs: number[];
	visits: LiveAnswer[];
	/** The log of the code before it was visited. */
	emptyLog?: LiveAnswer;
	/** Reads of the log of the code that was visited. */
	scanLogs: { answer: LiveAnswer; atMs: number }[];
	/** The log of another code of the account, where the visits did not show. */
	otherScanLog?: LiveAnswer;
	code?: LiveAnswer;
	analytics?: LiveAnswer;
	delete?: LiveAnswer;
	afterDelete?: LiveAnswer;
	/** The list once more, with a query parameter that no API knows. */
	listStrict?: LiveAnswer;
	/** The list after the deletion. */
	listAfterDelete?: LiveAnswer;
	/** Ids of the codes that the checks are about. */
	codeId?: string;
}

export function newObservations(): Observations {
	return { refusedQueries: [], visitsAtMs: [], visits: [], scanLogs: [] };
}
