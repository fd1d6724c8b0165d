/** One request as the sandbox's logic sees it: no socket, no framework. Header names are in lower case. */
export interface SandboxRequest {
	method: string;
	/** The raw path, still percent-encoded, without the query. */
	path: string;
	query: Record<string, string | string[]>;
	headers: Record<string, string>;
	/** The parsed JSON; the raw text where it was no JSON; undefined where there was none. */
	body: unknown;
}

/** What should go back over the wire, and how the wire should misbehave on the way. */
export interface SandboxResponse {
	/** 0 where no answer will ever arrive (`reset` and `hang`). */
	status: number;
	headers: Record<string, string>;
	body: string | object | undefined;
	/** Makes the bytes of a file, which go out in place of `body`. */
	file?: () => Promise<Buffer>;
	transport?: 'truncate' | 'reset' | 'hang';
	delayMs?: number;
}
