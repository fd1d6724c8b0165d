import fc from 'fast-check';

import { readPath } from '../support/readPath';
import { TEST_KEY } from '../support/testKey';

/** Planted in whatever is fed to the code; it may come out nowhere. */
export const KEY = TEST_KEY;

/** Names that the contract knows, in every place where it looks for them. */
const NAMES = [
	...['success', 'data', 'error', 'errors', 'code', 'message', 'field', 'param', 'path'],
	...['pagination', 'meta', 'paging', 'links', 'next', 'href', 'next_cursor', 'page', 'limit', 'per_page'],
	...['total', 'total_pages', 'has_more', 'offset', 'items', 'qr_codes', 'scans', 'results'],
	...['id', 'name', 'type', 'destination_url', 'short_url', 'render_customizations', 'scan_count'],
	...['deleted_at', 'scanned_at', 'created_at', 'timestamp', 'country', 'device', 'created', 'index'],
	...['plan', 'usage', 'api_calls_this_month', 'api_calls_monthly_limit', 'account_id'],
	...['__proto__', 'constructor', 'toString', 'valueOf', 'toJSON', 'then', 'length', KEY],
];

/** Texts that parsers trip over. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
	{ weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
	{ weight: 3, arbitrary: fc.string({ maxLength: 20 }).map((text) => `${text}${KEY}${text}`) },
	{
		weight: 4,
		arbitrary: fc.constantFrom('', ' ', '\0', 'null', '\ud800', '..', '-1', 'Infinity', '0x10', 'NaN'),
	},
	{
		weight: 2,
		arbitrary: fc.constantFrom('2026-11-22T08:00:00Z', '+275760-09-13', '-271821-04-20', '9999-99'),
	},
	{ weight: 2, arbitrary: fc.webUrl().map((url) => `<${url}>; rel="next"`) },
	{ weight: 2, arbitrary: fc.webUrl() },
	{ weight: 2, arbitrary: fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()) },
	{ weight: 1, arbitrary: fc.constantFrom('60', '0', 'Sun, 99 Nov 2026 99:99:99 GMT', 'rgb(1,2,3)', '#08F') },
	{
		weight: 1,
		arbitrary: fc
			.tuple(
				fc.constantFrom('<', '>;', '/', ' ', '[', '{"a":', '\\', 'rgb(1', ',', 'E', '\t', '9'),
				fc.nat(3_000),
			)
			.map(([piece, count]) => piece.repeat(count)),
	},
);

/** Numbers at which conversions break. */
export const hostileNumber: fc.Arbitrary<number> = fc.oneof(
	fc.integer({ min: -3, max: 200 }),
	fc.double(),
	fc.constantFrom(
		0,
		-0,
		Infinity,
		Number.MAX_SAFE_INTEGER,
		Number.MIN_SAFE_INTEGER,
		8.64e15,
		8.65e15,
		1e11,
		2 ** 53,
	),
);

const leaf = fc.oneof(
	{ weight: 4, arbitrary: hostileText },
	{ weight: 2, arbitrary: hostileNumber },
	{ weight: 1, arbitrary: fc.constantFrom<unknown>(true, false, null) },
);

/** JSON as an API or a person may send it: known names in wrong places, and traps. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
	{
		weight: 12,
		arbitrary: fc.letrec((tie) => ({
			value: fc.oneof(
				{ depthSize: 'small', withCrossShrink: true },
				leaf,
				fc.array(tie('value'), { maxLength: 4 }),
				fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6, noNullPrototype: true }),
			),
		})).value,
	},
	{ weight: 2, arbitrary: fc.jsonValue() },
	// what String() and Number() cannot convert, and JSON can carry
	{ weight: 1, arbitrary: fc.constant({ toString: 1, valueOf: 1 }) },
	{ weight: 1, arbitrary: fc.constant(JSON.parse('{"__proto__":{"success":true},"id":"x"}') as unknown) },
);

/** An object in the shape of a success, with anything in its places. */
export const hostileAnswer: fc.Arbitrary<unknown> = fc.oneof(
	hostileJson,
	hostileJson.map((data) => ({ success: true, data })),
	fc.record({
		success: fc.constant(true),
		data: fc.array(hostileObject({ id: fc.oneof(hostileText, hostileNumber) }), { maxLength: 5 }),
		pagination: hostileJson,
	}),
);

/** An object that has the given members most of the time, and others besides. */
export function hostileObject(members: { [name: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<object> {
	const others = fc.dictionary(fc.constantFrom(...NAMES), hostileJson, { maxKeys: 4, noNullPrototype: true });
	return fc
		.tuple(others, fc.record(members, { requiredKeys: [] }))
		.map(([rest, known]) => ({ ...rest, ...known }));
}

/** Header names in lower case, as the host hands them out. */
export const hostileHeaders: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(
	fc.constantFrom(
		'retry-after',
		'date',
		'link',
		'content-type',
		'x-ratelimit-remaining',
		'x-ratelimit-reset',
		'ratelimit-remaining',
		'ratelimit-reset',
	),
	fc.oneof(hostileText, fc.array(hostileText, { maxLength: 3 }), hostileNumber),
	{ noNullPrototype: true },
);

/** What a field may hold, or an expression hand out for it. */
export const anyParameter: fc.Arbitrary<unknown> = fc.oneof(
	hostileText,
	hostileNumber,
	hostileJson,
	fc.constant(undefined),
);

/** A context that answers every parameter with what the case made up. */
export function contextOf(parameters: { [name: string]: unknown }): never {
	return {
		getNodeParameter: (name: string, ...rest: unknown[]) => readPath(parameters, name) ?? rest.at(-1),
		getTimezone: () => 'Europe/Berlin',
		continueOnFail: () => false,
		addExecutionHints: () => {},
		getNode: () => ({ parameters, type: String(parameters.nodeType ?? '') }),
	} as never;
}
