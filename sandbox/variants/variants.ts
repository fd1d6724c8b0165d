import { z } from 'zod';

import { SPELLINGS } from './spelling';

/** The ways of paging (A2) that let a client reach every entry, the default first. */
export const COMPLETE_PAGING_STYLES = [
	'page_limit',
	'per_page',
	'has_more',
	'meta',
	'offset',
	'next_cursor_pagination',
	'next_cursor_meta',
	'next_cursor_top',
	'next_cursor_camel',
	'next_page_token',
	'end_cursor',
	'total_items',
	'from_zero',
	'page_404',
	'nested_items',
	'nested_named',
	'links_next',
	'link_header',
	'none_ignores_paging',
] as const;

/** All ways in which a list can be paged (A2), the default first. */
export const PAGING_STYLES = [
	...COMPLETE_PAGING_STYLES,
	'links_foreign',
	'none',
	// Pagers that misbehave: a client that trusts them never ends.
	'repeat_page',
	'repeat_cursor',
	'endless_empty',
] as const;

/** The forms of a Retry-After header (A8), the default first. */
export const RETRY_AFTER_FORMS = [
	'seconds',
	'http_date',
	'missing',
	'zero',
	'negative',
	'garbage',
	'huge',
] as const;

/** The forms of the time of a scan (A4), the default first. */
export const SCAN_TIME_FORMS = ['rfc3339', 'no_zone', 'epoch_seconds', 'epoch_ms', 'epoch_text'] as const;

/** How the limits of an account may be written (D1), the default first. */
export const PLAN_LIMITS = ['numbers', 'text', 'minus_one', 'zero', 'null'] as const;

/** The forms of a link to the image of a code (B12), the default first. */
export const IMAGE_LINKS = ['none', 'image_url', 'svg_url', 'foreign'] as const;

export type PagingStyle = (typeof PAGING_STYLES)[number];
export type RetryAfterForm = (typeof RETRY_AFTER_FORMS)[number];

function choice<const T extends readonly [string, ...string[]]>(about: string, options: T) {
	return z.enum(options).default(options[0]).describe(about);
}

function flag(about: string, byDefault: boolean) {
	return z.boolean().default(byDefault).describe(about);
}

/** Everything the API might do otherwise than assumed, each independent of the others. */
export const variantsSchema = z
	.object({
		envelope: choice('A1: `bare` sends the data without {success,data}', ['wrapped', 'bare']),
		deleteAnswer: choice('A1: what DELETE answers', ['object', '204', 'empty200']),
		pagination: choice('A2: how lists are paged, including pagers that misbehave', PAGING_STYLES),
		maxPageSize: z.number().int().min(1).default(100).describe('A2: larger page sizes are cut to this'),
		foreignOrigin: z
			.string()
			.url()
			.default('https://elsewhere.example')
			.describe('where `links_foreign` (A2) and `foreign` images (B12) point'),
		emptyList: choice('A2: what a list without entries holds', ['array', 'null']),
		strictQuery: flag('A2: 422 for query parameters that the style does not know', false),
		codeSpelling: choice(
			'A3: how the fields of a QR code are named, by the names of nodes/shared/api/contract.ts',
			SPELLINGS,
		),
		singleAnswer: choice('A3: `wrapped` puts a single QR code into {qr_code}', ['plain', 'wrapped']),
		codeFields: choice('A3: `id_only` leaves every field but id out of a QR code', ['full', 'id_only']),
		extraFields: flag('A3: adds fields nobody has heard of to QR codes and scans', false),
		scanCounter: choice('A3: the field that counts scans; `stale` is a scan_count that never moves', [
			'scan_count',
			'total_scans',
			'scans',
			'none',
			'stale',
		]),
		imageLink: choice(
			'B12: the field that links to the image of a code; `foreign` is an image_url on foreignOrigin',
			IMAGE_LINKS,
		),
		listDeleted: flag('A3: the list shows deleted codes too, with deleted_at', false),
		scanSpelling: choice('A4: how the fields of a scan are named', SPELLINGS),
		scanTimeForm: choice('A4: how a time is written', SCAN_TIME_FORMS),
		scanIds: flag('A4: scans carry an id', true),
		scanTimeField: choice('A4: the field that holds the time of a scan', [
			'scanned_at',
			'created_at',
			'timestamp',
			'occurred_at',
		]),
		scanTimePrecision: choice('A4: milliseconds or whole seconds', ['ms', 's']),
		scanOrder: choice('A5: the order of the scan log', ['newest_first', 'oldest_first']),
		bulkAnswer: choice('A7: how a bulk call reports its rows', [
			'created_errors',
			'array',
			'no_index',
			'success_false',
			'counts',
			'results',
			'entries',
			'from_one',
			'texts',
			'job',
			'reject_naming_rows',
			'reject_unnamed',
		]),
		analyticsForm: choice('B3: what the analytics of a code are', ['object', 'list', 'empty_list', 'null']),
		accountSpelling: choice('D1: how the fields of the account are named', [
			'assumed',
			'synonyms',
			'camel_case',
		]),
		planLimits: choice(
			'D1: the limits of the account; all but `numbers` and `text` say no limit',
			PLAN_LIMITS,
		),
		retryAfter: choice('A8: the form of Retry-After', RETRY_AFTER_FORMS),
		validationErrors: choice('how a 422 names the field', [
			'message',
			'field',
			'errors_array',
			'errors_object',
			'details_array',
			'issues',
			'field_errors',
		]),
		rateHeaders: flag('X-RateLimit-Limit, -Remaining and -Reset (epoch seconds) on every answer', false),
		latencyMs: z.number().min(0).default(0).describe('A10: every answer of the API comes this much later'),
	})
	.strict();

export type Variants = z.output<typeof variantsSchema>;
export type VariantsInput = z.input<typeof variantsSchema>;
export type VariantName = keyof Variants;

export const DEFAULT_VARIANTS: Variants = variantsSchema.parse({});
