/**
 * Everything this package believes about the QRCodeStack wire format, in one place. `npm run check:live`
 * tries these statements on a real API and points to the lines below.
 *
 * DOCUMENTED is what the vendor published (https://qrcodestack.com, API reference page).
 *   D1: GET /me answers {success: true, data} with account_id, email, plan and usage.
 *   D2: 401 for a request without a valid key.
 *   D3: 404 for what does not exist, deleted codes included.
 *   D4: 422 for values that are not valid.
 *   D5: POST /qr-codes/bulk belongs to the plan Advanced; 403 for what a plan does not include.
 *   D6: a refusal is {success: false, error, code}.
 *   D7: every body is JSON.
 *   D8: times are RFC 3339 in UTC.
 *   D9: Pro has 5,000 calls a month (60 a minute), Advanced 100,000 (600 a minute).
 *   D10: the nine calls of endpoints.ts exist.
 *   D11: 429 comes with Retry-After.
 *
 * ASSUMED is the likeliest reading of what was not published; docs/api-contract.md says what happens if it
 * is otherwise, and the code that reads it must survive its being wrong.
 *   A1: every success is {success: true, data}; an empty answer to DELETE is one too (outcome.ts).
 *   A2: lists are asked for with ?page=1&limit=100 and tell their place in `pagination` (PAGING).
 *   A3: a QR code has the fields of QR_CODE_FIELDS; only `id` is needed.
 *   A4: a scan has the fields of SCAN_FIELDS.
 *   A5: the log shows the newest scan first; the other order is noticed (scanLogRead.ts of the trigger).
 *   A6: a scan may enter the log late (LATE_ENTRY_WINDOW_MS).
 *   A7: bulk takes and answers the names of BULK_FIELDS.
 *   A8: Retry-After is whole seconds (MINUTE_WINDOW_MAX_WAIT_MS, MONTH_WINDOW_MIN_WAIT_MS).
 *   A9: a call that gets a 429 had no effect; a 5xx or a broken connection may have had (retryDecision.ts).
 *   A10: a proxy may answer in place of the API (outcome.ts, sendOnce.ts).
 *   B1: an update of a part of the design leaves the rest as it is.
 *   B2: a code of type url needs a name and a destination (schemas.ts).
 *   B3: the analytics of a code are one object.
 *   B4: the log of scans shows country and city on every plan.
 *   B5: more codes than the plan has are refused with 403.
 *   B6: a refusal may name the field (ERROR_FIELD_KEYS).
 *   B7: a Date header tells the API's clock.
 *   B8: deleted codes do not appear in lists.
 *   B9: a repeated DELETE that finds nothing did work the first time.
 *   B10: a 429 is not counted against the plan.
 *   B11: a link to a code in the dashboard names its id (util/addresses.ts).
 *   B12: a link to a code's image, if there is one, has one of the known names (imageUrl).
 *   B13: a name has at most 255 characters (MAX_NAME_LENGTH).
 *   B14: X-RateLimit headers, where there are some, speak of the minute's window (LIMIT_HEADERS).
 *   B15: an image below the base URL is a call of the API; elsewhere on its origin it is a file that counts
 *        against no plan, and whose 429 concerns files alone (downloadImage.ts).
 */

// ── DOCUMENTED ───────────────────────────────────────────────────────────────────────────────────────

/** POST /qr-codes/bulk takes at most this many codes in one call. */
export const MAX_BULK_ROWS = 500;

/** D9: the plans with API access, the smallest first, by their names in GET /me. */
export const PLANS = [
	{ name: 'pro', callsPerMinute: 60, callsPerMonth: 5_000 },
	{ name: 'advanced', callsPerMinute: 600, callsPerMonth: 100_000 },
] as const;

/** The part of a create or update body that holds the design. */
export const DESIGN_FIELD = 'render_customizations';

/** What a design is made of. */
export const DESIGN_FIELDS = {
	dotColor: 'dot_color',
	dotShape: 'dot_shape',
	logoUrl: 'logo_url',
	frame: 'frame',
} as const;

/** QR code type of the documented create example. */
export const DEFAULT_QR_CODE_TYPE = 'url';

// ── ASSUMED ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * A2: how a page is asked for, and every name under which the answer may tell where it stands. A name of an
 * answer stands for its camelCase spelling as well; one more name is one more word.
 */
export const PAGING = {
	/** Largest page that the default contract serves. */
	pageSize: 100,
	firstPage: 1,
	pageParameter: 'page',
	/** Tried in this order; a server that refuses unknown parameters leads to the next one. */
	sizeParameters: ['limit', 'per_page'],
	offsetParameter: 'offset',
	/** Tried in this order until the server takes one; first of all those that the answer's own name ends with. */
	cursorParameters: ['cursor', 'after', 'page_token', 'next_token', 'starting_after'],
	listKeys: ['items', 'qr_codes', 'scans', 'data', 'results', 'records', 'entries', 'list'],
	/** Objects that hold facts, within the answer, its data or one another. */
	factContainers: ['pagination', 'meta', 'paging', 'page_info', 'cursors', 'response_metadata', 'page'],
	/** Objects that hold addresses of pages. */
	linkContainers: ['links', '_links'],
	pageKeys: ['page', 'current_page', 'page_number'],
	sizeKeys: ['limit', 'per_page', 'page_size'],
	totalKeys: ['total', 'total_count', 'total_items', 'total_results', 'total_records', 'total_elements'],
	/** A total, or the rows of this very page: it counts only where it is more than these. */
	countKeys: ['count'],
	totalPagesKeys: ['total_pages', 'last_page', 'page_count', 'num_pages', 'pages'],
	hasMoreKeys: ['has_more', 'has_next', 'has_next_page', 'more'],
	offsetKeys: ['offset', 'skip'],
	nextCursorKeys: [
		'next_cursor',
		'cursor_next',
		'next_page_token',
		'next_page_cursor',
		'next_token',
		'continuation_token',
		'end_cursor',
	],
	/** The next cursor where no other name of one stands, or else the cursor that was asked for. */
	bareCursorKeys: ['after', 'cursor'],
	/** An address, a cursor or a number, as its form shows. */
	nextKeys: ['next', 'next_page', 'next_url', 'next_link', 'next_page_url'],
	nextOffsetKeys: ['next_offset'],
} as const;

/** A3: a QR code's fields, with the other names that the same fact may have. */
export const QR_CODE_FIELDS = {
	id: 'id',
	name: 'name',
	shortUrl: ['short_url', 'short_link'],
	destinationUrl: 'destination_url',
	/** B12: a link to the image of the code, if there is one at all. */
	imageUrl: ['image_url', 'qr_image_url', 'qr_code_image_url', 'png_url', 'svg_url', 'image'],
	scanCount: ['scan_count', 'total_scans', 'scans'],
	deletedAt: 'deleted_at',
} as const;

/** A4: a scan's fields, with the other names that its time may have. */
export const SCAN_FIELDS = {
	id: 'id',
	time: ['scanned_at', 'created_at', 'timestamp', 'occurred_at'],
	country: 'country',
	device: 'device',
} as const;

/** A6: how long after its own timestamp a scan may still enter the log, behind scans already read. */
export const LATE_ENTRY_WINDOW_MS = 15 * 60_000;

/** A7: names in the bulk request and in its answer. */
export const BULK_FIELDS = {
	request: 'qr_codes',
	created: 'created',
	errors: 'errors',
	index: 'index',
} as const;

/** B13: the longest name that a code may have. */
export const MAX_NAME_LENGTH = 255;

/**
 * B14: headers under which an answer may tell how many calls the minute's window has left, and when it
 * reopens (epoch seconds, or seconds from now).
 */
export const LIMIT_HEADERS = {
	remaining: ['x-ratelimit-remaining', 'ratelimit-remaining'],
	reset: ['x-ratelimit-reset', 'ratelimit-reset'],
} as const;

/**
 * A8: a Retry-After up to this long belongs to the minute's window. A fixed window of a minute can ask for
 * 60 s at most; twice that leaves room for clock skew between the API and this machine.
 */
export const MINUTE_WINDOW_MAX_WAIT_MS = 2 * 60_000;

/** A8: a Retry-After at least this long belongs to the month's window. */
export const MONTH_WINDOW_MIN_WAIT_MS = 60 * 60_000;

/** Names under which an error answer may name the offending field (not documented at all). */
export const ERROR_FIELD_KEYS = ['field', 'param', 'parameter', 'path'] as const;
