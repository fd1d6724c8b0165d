/*
 * The figures of the API, documented (D) and assumed (A, B), as contract.ts numbers them.
 */

/** POST /qr-codes/bulk takes at most this many codes in one call. */
export const MAX_BULK_ROWS = 500;

/** D9: the plans with API access, the smallest first, by their names in GET /me. */
export const PLANS = [
	{ name: 'pro', callsPerMinute: 60, callsPerMonth: 5_000 },
	{ name: 'advanced', callsPerMinute: 600, callsPerMonth: 100_000 },
] as const;

/** A2: the largest page that the default contract serves. */
export const PAGE_SIZE = 100;

/** A2: the number of the first page. */
export const FIRST_PAGE = 1;

/** A6: how long after its own timestamp a scan may still enter the log, behind scans already read. */
export const LATE_ENTRY_WINDOW_MS = 15 * 60_000;

/** B13: the longest name that a code may have. */
export const MAX_NAME_LENGTH = 255;

/**
 * A8: a Retry-After up to this long belongs to the minute's window. A fixed window of a minute can ask for
 * 60 s at most; twice that leaves room for clock skew between the API and this machine.
 */
export const MINUTE_WINDOW_MAX_WAIT_MS = 2 * 60_000;

/** A8: a Retry-After at least this long belongs to the month's window. */
export const MONTH_WINDOW_MIN_WAIT_MS = 60 * 60_000;
