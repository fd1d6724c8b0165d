/**
 * `holds`: as documented or assumed. `differs`: otherwise, in a way that the nodes understand.
 * `fails`: otherwise, and the nodes cannot cope, or a documented promise is broken.
 * `unknown`: could not be told in this run.
 */
export type Verdict = 'holds' | 'differs' | 'fails' | 'unknown';

/** One statement about the API, and what came of it. */
export interface Finding {
	/** D… documented, A… and B… assumed: the numbers of docs/api-contract.md. */
	id: string;
	verdict: Verdict;
	/** What was found, in the names of sandbox/variants/variants.ts: the sandbox can play the same. */
	variants: string[];
	/** One sentence for people. */
	says: string;
}

export function finding(id: string, verdict: Verdict, says: string, variants: string[] = []): Finding {
	return { id, verdict, says, variants };
}

export function holds(id: string, says: string): Finding {
	return finding(id, 'holds', says);
}

export function unknown(id: string, says: string): Finding {
	return finding(id, 'unknown', says);
}
