import type { Account, Store } from '../store/store';
import type { SandboxResponse } from '../store/types';

/** A request that has passed authentication and both rate windows, on its way into an endpoint. */
export interface Call {
	store: Store;
	account: Account;
	path: string;
	query: Record<string, string | string[]>;
	body: unknown;
	/** The decoded id in the path; empty where the endpoint has none. */
	id: string;
}

export type Endpoint = (call: Call) => SandboxResponse;
