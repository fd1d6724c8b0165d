import type { Query } from '../../api/endpoints';
import type { PageFacts } from '../../api/decode/list';

/** Where in a list a page stands, in the terms in which it is asked for. */
export type Place =
	| { by: 'start' }
	| { by: 'page'; page: number }
	/** `name`: the parameter, where it is not the usual one. */
	| { by: 'offset'; offset: number; name?: string }
	| { by: 'cursor'; cursor: string; name: string }
	| { by: 'link'; query: Query };

/** How a server takes the parameters of a list, once found out. */
export interface PageParameters {
	/** The name of the page size. Undefined: the server refuses every one that we know, so it decides the size. */
	size?: string;
	/** Whether the first page is asked for by number. */
	numbersFirst: boolean;
	/** The number of the first page, where it is not the usual one. */
	first?: number;
	/** The name that the server takes a cursor under, where it gave one. */
	cursor?: string;
}

/** A page that was read, and what was known before it. */
export interface PageTurn {
	place: Place;
	parameters: PageParameters;
	/** How many rows a page was asked to hold. */
	size: number;
	facts: PageFacts;
	/** Rows read so far, this page included. */
	rowsSeen: number;
	/** How many rows the fullest page before this one held. */
	fullestPage: number;
	/** Whether a count is not enough to end the list on a full page. */
	needsProof: boolean;
	/** Whether the list may still be asked for anew, with other parameters. */
	mayRestart: boolean;
	baseUrl: string;
}

/** Whether and how a list goes on behind a page. */
export type Step =
	/** `isUnproven`: a count alone says so, on a full page. */
	| { kind: 'end'; isUnproven?: true }
	/** `otherwise`: other ways to ask for the same page, should the server ignore or refuse this one. */
	| { kind: 'next'; place: Place; otherwise?: Place[] }
	/** The server names its page size differently and served a small page: ask anew for a large one. */
	| { kind: 'restart'; parameters: PageParameters }
	/** More exists, but there is no safe way to ask for it. */
	| { kind: 'stuck'; reason: string };

/** One way to page. Pure. */
export interface Dialect<By extends Place['by']> {
	/** The query that asks for a page, without its size. */
	toQuery(place: Extract<Place, { by: By }>): Query;
	/** The page behind the one that was read; undefined where its answer does not lead on in this dialect. */
	next(turn: PageTurn): Step | undefined;
}
