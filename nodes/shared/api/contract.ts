/**
 * Everything this package believes about the answers of QRCodeStack, in one place; limits.ts has its figures,
 * requestNames.ts the names that calls use. `npm run check:live` tries these statements on a real API and points
 * to the lines below.
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
 *   A2: lists are asked for with ?page=1&limit=100 and state their place in `pagination` (PAGING).
 *   A3: a QR code has the fields of QR_CODE_FACTS; only `id` is needed.
 *   A4: a scan has the fields of SCAN_FACTS.
 *   A5: the log shows the newest scan first; the other order is noticed (read/logReader.ts of the trigger).
 *   A6: a scan may enter the log late (LATE_ENTRY_WINDOW_MS).
 *   A7: bulk takes BULK_REQUEST_FIELD and answers the names of BULK_NAMES.
 *   A8: Retry-After is whole seconds (MINUTE_WINDOW_MAX_WAIT_MS, MONTH_WINDOW_MIN_WAIT_MS).
 *   A9: a call that gets a 429 had no effect; a 5xx or a broken connection may have had (http/retryPolicy.ts).
 *   A10: a proxy may answer in place of the API (outcome.ts, sendOnce.ts).
 *   B1: an update of a part of the design leaves the rest as it is.
 *   B2: a code of type url needs a name and a destination (qrCodeInput.ts).
 *   B3: the analytics of a code are one object.
 *   B4: the log of scans shows country and city on every plan.
 *   B5: more codes than the plan has are refused with 403.
 *   B6: a refusal may name the field (REFUSAL_NAMES).
 *   B7: a Date header shows the API's clock.
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
import type { FactNames } from './decode/facts';

// ── DOCUMENTED ───────────────────────────────────────────────────────────────────────────────────────

// ── ASSUMED ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * A2: every name under which an answer may state where its page stands in the list. A name stands for its
 * camelCase spelling as well; one more name is one more word.
 */
export const PAGING = {
	listKeys: [
		...[
			'items',
			'qr_codes',
			'scans',
			'data',
			'results',
			'records',
			'entries',
			'list',
			'rows',
			'codes',
			'qrs',
		],
		...['value', 'values', 'content', 'docs', 'hits', 'edges', 'nodes', 'objects'],
	],
	/** Objects that only wrap the list, beside those under its own names. */
	wrappers: ['_embedded', 'result', 'response', 'd'],
	/** Objects that hold facts, within the answer, its data or one another. */
	factContainers: [
		...['pagination', 'meta', 'paging', 'page_info', 'cursors', 'response_metadata', 'page', 'pages', 'info'],
		...['additional_data', 'navigation'],
	],
	/** Objects that hold addresses of pages. */
	linkContainers: ['links', '_links'],
	pageKeys: ['page', 'current_page', 'page_number'],
	sizeKeys: ['limit', 'per_page', 'page_size', 'max_results'],
	totalKeys: [
		...['total', 'total_count', 'total_items', 'total_results', 'total_records', 'total_elements'],
		...['total_docs', 'total_size', 'nb_hits', 'num_found', '@odata.count'],
	],
	/** A total, or the rows of this very page: it counts only where it is more than these. */
	countKeys: ['count'],
	totalPagesKeys: ['total_pages', 'last_page', 'page_count', 'num_pages', 'pages', 'nb_pages'],
	hasMoreKeys: [
		...['has_more', 'has_next', 'has_next_page', 'more', 'more_records', 'more_items_in_collection'],
		...['is_truncated', 'truncated'],
	],
	/** The same the other way round. */
	isLastKeys: ['is_last', 'is_last_page', 'last', 'last_page', 'done'],
	/** Whether a page stands before this one: of the first page, that tells that pages count from 0. */
	hasPreviousKeys: ['has_previous', 'has_previous_page', 'has_prev', 'has_prev_page'],
	isFirstKeys: ['first', 'is_first', 'is_first_page'],
	offsetKeys: ['offset', 'skip', 'start', 'start_at'],
	nextCursorKeys: [
		'next_cursor',
		'cursor_next',
		'next_page_token',
		'next_page_cursor',
		'next_token',
		'continuation_token',
		'next_continuation_token',
		'next_marker',
		'end_cursor',
	],
	/** The next cursor where no other name of one stands, or else the cursor that was asked for. */
	bareCursorKeys: ['after', 'cursor'],
	/** An address, a cursor or a number, as its form shows. */
	nextKeys: ['next', 'next_page', 'next_url', 'next_link', 'next_page_url', '@odata.next_link'],
	nextOffsetKeys: ['next_offset', 'next_start'],
} as const;

/**
 * A3: every name under which an answer may state a fact of a QR code, the assumed one first. To add a name, add a
 * word: letter case, `_` and `-` don't count. A name that other services also use for something else must not
 * stand here where a wrong code would follow (`url` may be that of the API's own object).
 */
export const QR_CODE_FACTS = {
	id: { names: ['id', 'qr_code_id', 'qrcode_id', 'qr_id', 'code_id', 'uuid', 'guid'], parts: ['$oid'] },
	name: { names: ['name', 'title', 'label', 'qr_name', 'qr_code_name', 'code_name', 'display_name'] },
	type: { names: ['type', 'qr_type', 'code_type', 'qr_code_type'] },
	shortUrl: {
		names: ['short_url', 'short_link', 'scan_url', 'tracking_url', 'tracking_link', 'short'],
		inside: ['links', 'urls'],
		parts: ['url', 'href'],
	},
	destinationUrl: {
		names: ['destination_url', 'destination', 'destination_link', 'target_url', 'target', 'long_url'],
		inside: ['links', 'urls'],
		parts: ['url', 'href'],
	},
	/** B12: a link to the image of the code, if there is one at all. */
	imageUrl: {
		names: ['image_url', 'qr_image_url', 'qr_code_image_url', 'png_url', 'svg_url', 'image'],
		inside: ['images', 'links', 'urls'],
		parts: ['url', 'href', 'png', 'svg'],
	},
	scanCount: {
		names: ['scan_count', 'total_scans', 'scans', 'scans_count', 'total_scan_count', 'scans_total'],
		inside: ['stats', 'statistics', 'analytics', 'metrics', 'counts'],
		parts: ['total', 'count'],
	},
	deletedAt: { names: ['deleted_at', 'deleted', 'is_deleted'] },
	design: { names: ['render_customizations', 'customizations'] },
	createdAt: { names: ['created_at', 'created_on', 'created', 'date_created'] },
} as const satisfies Record<string, FactNames>;

/** A4: the same for a scan. */
export const SCAN_FACTS = {
	id: { names: ['id', 'scan_id', 'event_id', 'uuid', 'guid', 'visit_id', 'hit_id'], parts: ['$oid'] },
	qrCodeId: { names: ['qr_code_id', 'qrcode_id', 'qr_id', 'code_id'] },
	/** When it was scanned. Names of the scan's own time stand before names that may mean its entry in the log. */
	time: {
		names: [
			...['scanned_at', 'scan_time', 'scan_date', 'scan_datetime', 'scan_timestamp', 'scanned_on', 'scanned'],
			...[
				'occurred_at',
				'occurred_on',
				'visited_at',
				'happened_at',
				'event_time',
				'event_date',
				'event_timestamp',
			],
			...['timestamp', 'datetime', 'date_time', 'time', 'date', 'ts'],
			...['created_at', 'created_on', 'created', 'date_created', 'logged_at', 'recorded_at'],
		],
		inside: ['event', 'scan'],
		parts: ['date', 'iso', 'utc', 'value', 'timestamp', '$date'],
	},
	/** A day and a time of day, where they stand apart. */
	day: { names: ['date', 'scan_date', 'day'] },
	timeOfDay: { names: ['time', 'scan_time', 'time_of_day'] },
	country: {
		names: ['country', 'country_code', 'country_iso', 'country_iso_code', 'iso_country', 'country_name'],
		inside: ['location', 'geo', 'geoip', 'geo_location', 'place'],
		parts: ['code', 'iso', 'iso_code', 'alpha2', 'name'],
	},
	city: {
		names: ['city', 'city_name', 'town'],
		inside: ['location', 'geo', 'geoip', 'geo_location', 'place'],
		parts: ['name'],
	},
	device: {
		names: ['device', 'device_type', 'device_category', 'device_class', 'device_kind'],
		inside: ['user_agent', 'ua', 'client'],
		parts: ['type', 'category', 'class', 'kind', 'name'],
	},
	os: {
		names: ['os', 'os_name', 'operating_system', 'platform'],
		inside: ['user_agent', 'ua', 'client', 'device'],
		parts: ['name', 'family'],
	},
	browser: {
		names: ['browser', 'browser_name'],
		inside: ['user_agent', 'ua', 'client', 'device'],
		parts: ['name', 'family'],
	},
	referrer: { names: ['referrer', 'referer', 'referrer_url'], parts: ['url'] },
} as const satisfies Record<string, FactNames>;

/** Part of the name of a time that is not the one of a scan, however alone it stands in its entry. */
export const NO_SCAN_TIME = /expir|delet|updat|modif|valid|account|user|code/i;

/** D1: the same for the account. Only plan and usage are read; everything else is shown as it comes. */
export const ACCOUNT_FACTS = {
	id: { names: ['account_id', 'id'], inside: [] },
	plan: {
		names: ['plan', 'plan_name', 'tier', 'plan_id', 'subscription'],
		inside: ['subscription'],
		parts: ['name', 'slug', 'code', 'id', 'plan'],
	},
	qrCodeCount: {
		names: [
			'dynamic_qr_count',
			'qr_code_count',
			'qr_codes_used',
			'qr_codes_count',
			'qr_codes.used',
			'qr_codes.count',
		],
		inside: ['usage'],
	},
	qrCodeLimit: {
		names: [
			'dynamic_qr_limit',
			'qr_code_limit',
			'qr_codes_limit',
			'max_qr_codes',
			'qr_codes.limit',
			'qr_codes.max',
		],
		inside: ['usage', 'limits', 'quota', 'plan'],
	},
	callsThisMonth: {
		names: [
			'api_calls_this_month',
			'api_calls_used',
			'calls_this_month',
			'api_calls.used',
			'api_calls.count',
		],
		inside: ['usage'],
	},
	monthlyLimit: {
		names: [
			...['api_calls_monthly_limit', 'api_calls_limit', 'monthly_limit', 'monthly_api_calls_limit'],
			...['calls_per_month', 'api_calls.limit', 'api_calls.max'],
		],
		inside: ['usage', 'limits', 'quota', 'plan'],
	},
} as const satisfies Record<string, FactNames>;

/** Objects in which an answer may wrap the one thing that it holds: `{"qr_code": {…}}`. */
export const SINGLE_NAMES = {
	qrCode: ['qr_code', 'code', 'qr', 'item', 'result', 'data'],
	account: ['account', 'user', 'me', 'result', 'data'],
} as const;

/** A7: how the answer to a bulk call may name what became of the rows. */
export const BULK_NAMES = {
	/** Lists of rows that were created, and their number. */
	created: ['created', 'successes', 'successful', 'succeeded', 'inserted', 'imported', 'success'],
	/** Lists of rows that were not. */
	refused: ['errors', 'failed', 'failures', 'rejected', 'invalid', 'skipped', 'not_created'],
	/** Lists with both, or with what the names beside them say. */
	rows: ['results', 'qr_codes', 'codes', 'items', 'rows', 'entries', 'data', 'outcomes'],
	/** The code of one row inside its entry. */
	code: ['qr_code', 'code', 'qr', 'result', 'data', 'item', 'created'],
	/** What says of an entry whether it was created: a switch, a word or a status. */
	outcome: ['success', 'ok', 'created', 'status', 'outcome', 'result', 'state', 'status_code'],
} as const;

/** Where an entry says which row of the call it is about; these usually count from 0. */
export const ROW_INDEX: FactNames = {
	names: ['index', 'row_index', 'position', 'idx', 'item_index'],
	inside: ['row', 'source'],
};

/** The same under names that usually count from 1. */
export const ROW_NUMBER: FactNames = { names: ['row_number', 'row', 'line_number', 'line', 'number'] };

/** What a word in an entry of a bulk answer says of its row. */
export const OUTCOME_WORDS = {
	created: [
		'created',
		'ok',
		'success',
		'successful',
		'succeeded',
		'done',
		'complete',
		'completed',
		'imported',
	],
	refused: ['fail', 'failed', 'failure', 'error', 'rejected', 'invalid', 'refused', 'skipped', 'not_created'],
	/** It is not over: an ID beside such a word may be that of a job. */
	pending: ['queued', 'pending', 'processing', 'accepted', 'in_progress', 'scheduled', 'running', 'started'],
} as const;

/**
 * B14: headers under which an answer may state how many calls the minute's window has left, and when it
 * reopens (epoch seconds, or seconds from now).
 */
export const LIMIT_HEADERS = {
	remaining: ['x-ratelimit-remaining', 'ratelimit-remaining'],
	reset: ['x-ratelimit-reset', 'ratelimit-reset'],
} as const;

/**
 * D6, B6: how an answer may say why it refuses, the documented way first. Nothing but `error` and `code` is
 * documented.
 */
export const REFUSAL_NAMES = {
	/** The sentence for a person. */
	message: [
		'error',
		'message',
		'msg',
		'detail',
		'reason',
		'description',
		'error_description',
		'title',
		'text',
	],
	/** The machine code. */
	code: ['code', 'error_code'],
	/** The field or the parameter that is meant. */
	field: [
		'field',
		'param',
		'parameter',
		'path',
		'property',
		'attribute',
		'loc',
		'pointer',
		'key',
		'field_name',
	],
	/** Lists or maps of what is wrong with single fields, rows or parameters. */
	issues: [
		...['errors', 'details', 'issues', 'field_errors', 'violations', 'invalid_params', 'validation_errors'],
		...['detail', 'fields', 'messages', 'form_errors', 'error', 'message', 'failed', 'rejected', 'invalid'],
	],
	/** Objects that wrap any of these. */
	inside: ['error', 'data', 'details', 'source', 'meta'],
} as const;
