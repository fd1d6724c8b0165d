/** One request as the log keeps it; the key itself is never kept. */
export interface LoggedRequest {
	atMs: number;
	/** `pro`, `advanced`, `starter`; `unknown` for a missing or wrong key; `public` for short links. */
	key: string;
	method: string;
	/** The documented template, such as `/qr-codes/{id}`; `/r/{code}`; or `unknown`. */
	endpoint: string;
	path: string;
	query: Record<string, string | string[]>;
	/** 0 where no answer was sent. */
	status: number;
	/** The fault that spoilt the answer. */
	fault?: string;
}

export interface RequestFilter {
	key?: string;
	method?: string;
	endpoint?: string;
	status?: number;
}

export interface RequestCount {
	key: string;
	method: string;
	endpoint: string;
	status: number;
	count: number;
}

/** A sandbox may run for days; the counts stay whole, only the oldest entries go. */
const MAX_ENTRIES = 20_000;

/** Counts every request by key and endpoint, and remembers the latest ones. */
export class RequestLog {
	private entries: LoggedRequest[] = [];
	private readonly counters = new Map<string, RequestCount>();

	add(entry: LoggedRequest): void {
		this.entries.push(entry);
		if (this.entries.length > 2 * MAX_ENTRIES) this.entries = this.entries.slice(-MAX_ENTRIES);
		const { key, method, endpoint, status } = entry;
		const name = [key, method, endpoint, status].join(' ');
		const counter = this.counters.get(name) ?? { key, method, endpoint, status, count: 0 };
		counter.count += 1;
		this.counters.set(name, counter);
	}

	/** The latest requests, the oldest of them first. */
	latest(filter: RequestFilter = {}): LoggedRequest[] {
		return this.entries.filter((entry) => fits(entry, filter));
	}

	/** How many requests fit, of all since the last `clear`. */
	count(filter: RequestFilter = {}): number {
		return this.counts(filter).reduce((sum, { count }) => sum + count, 0);
	}

	counts(filter: RequestFilter = {}): RequestCount[] {
		return [...this.counters.values()].filter((counter) => fits(counter, filter));
	}

	clear(): void {
		this.entries = [];
		this.counters.clear();
	}
}

function fits(request: RequestCount | LoggedRequest, filter: RequestFilter): boolean {
	return (['key', 'method', 'endpoint', 'status'] as const).every(
		(member) => filter[member] === undefined || filter[member] === request[member],
	);
}
