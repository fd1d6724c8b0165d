import { NO_FILTERS } from '../support/noFilters';
import fc from 'fast-check';

import { readQueryParameters } from '../../nodes/QrCodeStack/input/parameters';
import { filterScans } from '../../nodes/QrCodeStackTrigger/scans/filter';
import { readScans } from '../../nodes/QrCodeStackTrigger/scans/scan';
import { parseState } from '../../nodes/QrCodeStackTrigger/state/triggerState';
import { parseColor } from '../../nodes/QrCodeStack/input/color';
import { isSameOrigin, parseConnection } from '../../nodes/shared/http/connection';
import { getQrCode } from '../../nodes/shared/api/endpoints';
import { detectImageType } from '../../nodes/QrCodeStack/output/imageType';
import { parseJson } from '../../nodes/QrCodeStack/input/json';
import { parsePageToken } from '../../nodes/shared/paging/pagingState';
import { classifyAnswer, classifyThrown } from '../../nodes/shared/http/outcome';
import { readPageFacts } from '../../nodes/shared/api/decode/list';
import { decodeQrCode } from '../../nodes/shared/api/decode/qrCode';
import { describeQrCode } from '../../nodes/shared/qrCodes/describeQrCode';
import { qrCodeLocator } from '../../nodes/shared/qrCodes/locator';
import { redactText, tidyText } from '../../nodes/shared/util/redact';
import { parseRetryAfterMs } from '../../nodes/shared/api/decode/limitHeaders';
import { parseNewQrCode, parseQrCode, toApiNames } from '../../nodes/QrCodeStack/input/qrCodeInput';
import { findAddressFault } from '../../nodes/QrCodeStack/input/webAddress';
import { toComparableText, trimInvisible } from '../../nodes/shared/input/visibleText';
import { parseList } from '../../nodes/shared/input/parameterValues';
import { simplifyAnalytics } from '../../nodes/QrCodeStack/output/simplify';
import { parseDateParameterMs } from '../../nodes/shared/util/zonedTime';
import { CASES, feed, fuzz } from './feed';
import { contextOf, KEY } from './hostile';

const NOW = Date.UTC(2026, 10, 22, 8);
const BASE_URL = 'https://a.example/api/v1';

/**
 * A reader takes a millisecond for such a text if its work grows with the length, and many seconds if it grows
 * with its square.
 */
const LENGTH = 100_000;
const MAX_MS = 1_000;
/** A case costs more than others do, and there are few pieces to put together. */
const LONG_CASES = Math.ceil(CASES / 5);

/** Everything that reads texts of the API, a person or n8n's storage. */
const READERS: { [name: string]: (text: string) => unknown } = {
	answer: (text) => classifyAnswer({ statusCode: 200, body: text, headers: { date: text } }, NOW),
	refusal: (text) =>
		classifyAnswer({ statusCode: 422, body: { error: text, errors: { [text]: text } }, headers: {} }, NOW),
	thrown: (text) => classifyThrown(Object.assign(new Error(text), { messages: [text], code: text })),
	retryAfter: (text) => parseRetryAfterMs(text, NOW),
	retryDate: (text) => parseRetryAfterMs(`Sun, ${text}`, NOW),
	linkHeader: (text) => readPageFacts([], { link: text }),
	linkTarget: (text) => readPageFacts([], { link: `<https://a.example/>${text}` }),
	pageFacts: (text) => readPageFacts({ data: [], next: text, total: text, next_cursor: text }, {}),
	pageToken: parsePageToken,
	image: (text) => detectImageType(Buffer.from(text)),
	svg: (text) => detectImageType(Buffer.from(`<svg ${text}`)),
	scans: (text) =>
		readScans(
			[
				{ id: text, scanned_at: text },
				{ scanned_at: text, country: text },
			],
			NOW,
		),
	filter: (text) => {
		const emitted = [{ qrCodeId: text, scan: { row: { country: text } } }];
		const state = { startMs: 0, cursors: new Map() };
		const filters = { ...NO_FILTERS, countries: ['DE'], devices: [text], browsers: [text] };
		return filterScans(emitted as never, state as never, { filters } as never);
	},
	qrCode: (text) => describeQrCode(decodeQrCode({ id: text, name: text, short_url: text })!),
	figures: (text) => simplifyAnalytics({ [text]: text, days: { [text]: 1 } }),
	quoted: tidyText,
	redacted: (text) => redactText(text, KEY),
	json: (text) => parseJson(text, 'Field'),
	jsonString: (text) => parseJson(`["${text}`, 'Field'),
	color: parseColor,
	date: (text) => parseDateParameterMs(text, 'UTC'),
	apiKey: (text) => parseConnection({ apiKey: text }),
	baseUrl: (text) => parseConnection({ apiKey: KEY, baseUrl: text }),
	basePath: (text) => parseConnection({ apiKey: KEY, baseUrl: `https://a.example/${text}` }),
	origin: (text) => isSameOrigin(text, BASE_URL),
	id: getQrCode,
	locator: (text) => LOCATOR_PATTERN.test(text),
	row: (text) => parseNewQrCode({ name: text, type: text, destination_url: text, [text]: text }),
	input: (text) =>
		parseQrCode(toApiNames({ name: text, destinationUrl: text, dotColor: text, logoUrl: text })),
	address: (text) => findAddressFault(`https://${text}`),
	trimmed: trimInvisible,
	compared: toComparableText,
	list: (text) => parseList(text, 'Country'),
	query: (text) =>
		readQueryParameters(contextOf({ 'options.queryParameters.parameter': [{ name: text }] }), 0),
	state: (text) => parseState({ version: 1, startKey: '', watchKey: '', startMs: 0, cursors: { a: text } }),
	cursor: (text) =>
		parseState({ version: 1, startKey: '', watchKey: '', startMs: 0, cursors: { a: `1.1....${text}` } }),
};

const [linkCheck] = qrCodeLocator('').modes?.at(-1)?.validation ?? [];
/** As n8n's editor uses it, on whatever was pasted. */
const LOCATOR_PATTERN = new RegExp(
	`^${(linkCheck as unknown as { properties: { regex: string } }).properties.regex}$`,
);

/** The pieces of which our patterns are made, so that a repeated one fits as often as possible. */
const PIECES = [
	...[' ', '\t', '\n', '\0', ' on', 'bearer ', 'Mon, ', '<?xml ', '<!DOCTYPE ', '<svg '],
	...String.raw`< > <a>; ; " ' \ \n \u0041 / // : . , - ~ <!-- --> -- ?> ona href= href="#" url( data:`.split(
		' ',
	),
	...String.raw`https:// qrs_ rel="next" rgb( 1, 00: 2026- E EA_ x.1. 1.1. #f {"a": [ 9 a A`.split(' '),
];
const piece = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom(...PIECES) },
	{ weight: 1, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 }) },
);

test.each(Object.keys(READERS))('a long text takes no longer than its length asks for: %s', (name) => {
	const read = READERS[name] as (text: string) => unknown;
	fuzz(
		[piece, piece, piece],
		(start, repeated, end) => {
			const text = start + repeated.repeat(Math.ceil(LENGTH / repeated.length)) + end;
			feed(() => read(text));
		},
		{ cases: LONG_CASES, maxMs: MAX_MS },
	);
});

test('a slip at the end of a JSON text with millions of escaped characters is found', () => {
	const text = `["${'\\n'.repeat(10_000_000)}",]`;

	expect(() => parseJson(text, 'Field')).toThrow('Field is not valid JSON');
});
