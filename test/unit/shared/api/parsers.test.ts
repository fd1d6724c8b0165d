import fc from 'fast-check';

import { ConnectorError } from '../../../../nodes/shared/errors/connectorError';
import { formatUtc } from '../../../../nodes/shared/util/dates';
import { formatDuration } from '../../../../nodes/shared/util/duration';
import * as endpoints from '../../../../nodes/shared/api/endpoints';
import { findJsonSyntaxError } from '../../../../nodes/QrCodeStack/input/jsonSyntax';
import { parseJson, parseJsonObject } from '../../../../nodes/QrCodeStack/input/json';
import { decodeQrCode } from '../../../../nodes/shared/api/decode/qrCode';
import { describeQrCode } from '../../../../nodes/shared/qrCodes/describeQrCode';
import { parseRetryAfterMs } from '../../../../nodes/shared/api/decode/limitHeaders';
import { toText } from '../../../../nodes/shared/util/objects';
import { isWebAddress } from '../../../../nodes/QrCodeStack/input/webAddress';
import { trimInvisible } from '../../../../nodes/shared/input/visibleText';
import { parseQrCode, toApiNames } from '../../../../nodes/QrCodeStack/input/qrCodeInput';
import { decodeAccount } from '../../../../nodes/shared/api/decode/account';
import { parseDateParameterMs } from '../../../../nodes/shared/util/zonedTime';

const NOW = Date.UTC(2026, 10, 22, 8);

describe('A8: Retry-After', () => {
	test.each([
		['1', 1_000],
		['60', 60_000],
		[60, 60_000],
		[' 7 ', 7_000],
		['2592000', 2_592_000_000],
		[['5', '9'], 5_000],
		['Sun, 22 Nov 2026 08:01:00 GMT', 60_000],
		['Sunday, 22-Nov-26 08:01:00 GMT', 60_000],
		['Sun Nov 22 08:01:00 2026 GMT', 60_000],
	])('%j is a wait of %i ms', (header, waitMs) => {
		expect(parseRetryAfterMs(header, NOW)).toBe(waitMs);
	});

	test.each([
		undefined,
		null,
		'',
		' ',
		'0',
		0,
		'-1',
		'1.5',
		'1e3',
		'0x10',
		'soon',
		'12345678901234',
		'NaN',
		'Infinity',
		'Sun, 22 Nov 2026 07:59:00 GMT',
		'Sun, 22 Nov 2026 08:00:00 GMT',
		'Sun, 99 Nov 2026 99:99:99 GMT',
		[],
		{},
	])('%j tells nothing', (header) => {
		expect(parseRetryAfterMs(header, NOW)).toBeUndefined();
	});

	test('is a positive number or nothing, whatever comes', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.integer(), fc.date().map(String), fc.anything()), (header) => {
				const safe = typeof header === 'object' ? JSON.stringify(header) : header;
				if (typeof safe === 'symbol') return;
				const waitMs = parseRetryAfterMs(safe, NOW);
				expect(waitMs === undefined || (Number.isFinite(waitMs) && waitMs > 0)).toBe(true);
			}),
		);
	});
});

describe('an ID in a path', () => {
	const pathOf = (id: unknown) => endpoints.listScans(id).path;

	test('always stays one part, that decodes to the ID', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (id) => {
				let path;
				try {
					path = pathOf(id);
				} catch (error) {
					return expect(error).toBeInstanceOf(ConnectorError);
				}
				const url = new URL(`https://a.example/api/v1${path}`);
				expect(url.pathname.split('/')).toHaveLength(6);
				expect(url.pathname.startsWith('/api/v1/qr-codes/')).toBe(true);
				expect(url.pathname.endsWith('/scans')).toBe(true);
				expect([url.search, url.hash]).toEqual(['', '']);
				expect(decodeURIComponent(url.pathname.split('/')[4] ?? '')).toBe(trimInvisible(id));
			}),
			{ numRuns: 500 },
		);
	});

	test.each([
		'.',
		'..',
		' .. ',
		'',
		' ',
		'\ud800',
		'x'.repeat(513),
		'../me',
		'a/b',
		'a\\b',
		'/',
		'bulk',
		' BULK ',
		'me',
		'qr-codes',
		'scans',
		'analytics',
		'={{ $json.id }}',
		'=1',
		'a b',
		'a\u200bb',
		'a\nb',
		null,
		undefined,
		{},
		[],
		true,
		Symbol('x'),
	])('%p is refused', (id) => {
		expect(() => pathOf(id)).toThrow(ConnectorError);
	});

	test('may have 512 characters', () => {
		expect(pathOf('x'.repeat(512))).toBe(`/qr-codes/${'x'.repeat(512)}/scans`);
	});
});

test('every documented endpoint is there, with its method and path', () => {
	const all = [
		endpoints.getAccount(),
		endpoints.createQrCode({}),
		endpoints.listQrCodes(),
		endpoints.getQrCode('i'),
		endpoints.updateQrCode('i', {}),
		endpoints.deleteQrCode('i'),
		endpoints.getQrCodeAnalytics('i'),
		endpoints.listScans('i'),
		endpoints.createQrCodes([]),
	];
	expect(all.map(({ method, path }) => `${method} ${path}`)).toEqual([
		'GET /me',
		'POST /qr-codes',
		'GET /qr-codes',
		'GET /qr-codes/i',
		'PATCH /qr-codes/i',
		'DELETE /qr-codes/i',
		'GET /qr-codes/i/analytics',
		'GET /qr-codes/i/scans',
		'POST /qr-codes/bulk',
	]);
});

describe('a slip in JSON', () => {
	test.each([
		['{"a": abc}', 6],
		['{"a":1,}', 7],
		['{"a" 1}', 5],
		['{a:1}', 1],
		['[1,2', 4],
		['[1,]', 3],
		['[,1]', 1],
		['[1 2]', 3],
		['{"a":"b', 7],
		['{"a":1} x', 8],
		['{"a":}', 5],
		['[}', 1],
		['{]', 1],
		['"\\x"', 1],
		['"\\u12g4"', 1],
		['"\\u123g"', 1],
		['"a\tb"', 2],
		['01', 1],
		['-', 0],
		['nul', 0],
		['nope', 0],
		['{"a":tru\n}', 5],
		['', 0],
		['  ', 2],
		[']', 0],
		[':', 0],
		['{"a"', 4],
		['{,}', 1],
		['1.5e+10}', 7],
	])('in %j stands at %i', (text, index) => {
		expect(() => JSON.parse(text)).toThrow();
		expect(findJsonSyntaxError(text)).toBe(index);
	});

	test('is found where the engine finds it, whenever the engine tells', () => {
		const damaged = fc
			.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '{', '"', ':', 'x', '\n', '\\', '1'))
			.map(([json, at, extra]) => {
				const index = at % (json.length + 1);
				return json.slice(0, index) + extra + json.slice(extra === '' ? index + 1 : index);
			});
		fc.assert(
			fc.property(damaged, (text) => {
				try {
					JSON.parse(text);
				} catch (error) {
					const position = /position (\d+)/.exec(String(error))?.[1];
					const isAtEnd = String(error).includes('Unexpected end');
					if (position === undefined && !isAtEnd) return;
					const told = isAtEnd ? text.length : Number(position);
					// the engine points into the middle of a word, a number or an escape, we at its start
					const between = text.slice(findJsonSyntaxError(text), told);
					expect(findJsonSyntaxError(text)).toBeLessThanOrEqual(told);
					expect(between).toMatch(/^([-+.\w]*|\\u?[0-9a-f]*)$/i);
				}
			}),
			{ numRuns: 1_000 },
		);
	});

	test('in deep or long text takes no stack and no time', () => {
		expect(findJsonSyntaxError('['.repeat(100_000))).toBe(100_000);
		expect(findJsonSyntaxError(`"${'a\\n'.repeat(300_000)}`)).toBe(900_001);
	});

	test.each([
		['{"a": 1,\r\n "b": x}', 'line 2, character 7: “x” is out of place there.'],
		['[\n  {},\n]', 'line 3, character 1: “]” after a comma is out of place there.'],
		['{"a": 😀}', 'line 1, character 7: “😀”'],
		['{"tags": ["menu" "cafe"]}', 'line 1, character 18: a double quote (") is out of place there.'],
		['{"a": "\\x"}', 'line 1, character 8: “\\”'],
		['{"a": \\}', 'line 1, character 7: “\\”'],
		['["a\nb"]', 'line 1, character 4: a line break is'],
		['["a\tb"]', 'line 1, character 4: a tab is'],
		['[\n\n\n"\u0007"]', 'line 4, character 2: an invisible character (U+0007) is'],
		['{\u00a0"a": 1}', 'line 1, character 2: a no-break space (U+00A0) is'],
		['[\ud800]', 'line 1, character 2: an invisible character (U+D800) is'],
		["{'a': 1}", "a single quote (') is out of place there."],
		['{“a”: 1}', 'a quote of another kind (“) is out of place there.'],
	])('%j is told as %s', (text, place) => {
		const issue = (() => {
			try {
				return parseJson(text, 'Field');
			} catch (error) {
				return error as { text: { message: string; description: string } };
			}
		})() as { text: { message: string; description: string } };
		expect(issue.text.message).toBe('Field is not valid JSON');
		expect(issue.text.description).toContain(place);
	});
});

describe('a value that String() cannot convert, which JSON can carry,', () => {
	const trap = JSON.parse('{"toString":1,"valueOf":1}') as object;

	test('is an empty text', () => {
		expect([trap, [trap], null, undefined].map(toText)).toEqual(['', '', '', '']);
		expect([5, true, 'a', ['b', 'c']].map(toText)).toEqual(['5', 'true', 'a', 'b,c']);
	});

	test('is no date, no wait and no name', () => {
		expect(parseDateParameterMs(trap, 'UTC')).toBeUndefined();
		expect(parseRetryAfterMs([trap], NOW)).toBeUndefined();
		expect(describeQrCode(decodeQrCode({ id: trap })!)).toBe('');
	});

	test('is told as a text that is missing where a QR code needs one', () => {
		expect(() => parseQrCode(toApiNames({ destinationUrl: { length: [trap] } }))).toThrow(
			expect.objectContaining({
				text: expect.objectContaining({ description: expect.stringContaining('must be a text') }),
			}),
		);
	});
});

describe('a JSON field', () => {
	test('that is a value already is taken as it is', () => {
		const value = { a: 1 };
		expect(parseJson(value, 'Field')).toBe(value);
		expect(parseJsonObject(value, 'Field')).toBe(value);
	});

	test.each(['', '  \n', undefined])('%j is an empty object', (value) => {
		expect(parseJsonObject(value, 'Field')).toEqual({});
	});

	test.each(['[]', '5', 'true', [], 7])('%j is no object', (value) => {
		expect(() => parseJsonObject(value, 'Field')).toThrow('Field must be a JSON object');
	});
});

describe('a date parameter', () => {
	const berlin = (value: unknown) => parseDateParameterMs(value, 'Europe/Berlin');

	test.each([
		['2026-11-22T09:00:00', NOW],
		['2026-11-22 09:00', NOW],
		['2026-11-22T09:00:00.000', NOW],
		['2026-07-01', Date.UTC(2026, 5, 30, 22)],
		['2026-11-22T08:00:00Z', NOW],
		['2026-11-22T10:00:00+02:00', NOW],
		[' 2026-11-22T09:00:00 ', NOW],
		[new Date(NOW), NOW],
		[{ toMillis: () => NOW }, NOW],
		['2026-10-25T03:30:00', Date.UTC(2026, 9, 25, 2, 30)],
		['2026-03-29T03:30:00', Date.UTC(2026, 2, 29, 1, 30)],
	])('%j is that moment', (value, ms) => {
		expect(berlin(value)).toBe(ms);
	});

	test.each([
		'2026-13-01',
		'2026-02-30',
		'2026-00-10',
		'2026-11-22T24:30:00',
		'2026-11-22T10:60:00',
		'2026-11-22T10:00:61',
		'tomorrow',
		'1',
		'',
		null,
		undefined,
		[],
		{},
		new Date(Number.NaN),
		true,
	])('%j is none', (value) => {
		expect(berlin(value)).toBeUndefined();
	});
});

describe('texts for people', () => {
	test.each([
		[0, '1 second'],
		[1, '1 second'],
		[1_001, '2 seconds'],
		[34_000, '34 seconds'],
		[119_000, '119 seconds'],
		[120_000, '2 minutes'],
		[5_400_000, '90 minutes'],
		[7_200_000, '2 hours'],
		[172_800_000, '2 days'],
		[172_800_001, '3 days'],
	])('%i ms are %s', (ms, text) => {
		expect(formatDuration(ms)).toBe(text);
	});

	test('a moment is told in UTC, even beyond the last one that there is', () => {
		expect(formatUtc(NOW + 34_567)).toBe('2026-11-22 08:00:34 UTC');
		expect(formatUtc(1e18)).toBe('+275760-09-13 00:00:00 UTC');
	});
});

describe('A3: facts of a QR code', () => {
	test.each([
		[{ scan_count: 5 }, 5],
		[{ total_scans: 0 }, 0],
		[{ scans: 7 }, 7],
		[{ scan_count: null, scans: 7 }, 7],
		[{ scans: [1, 2] }, undefined],
		[{ scan_count: '5' }, 5],
		[{ scan_count: -1 }, undefined],
		[{ scan_count: 1.5 }, undefined],
		[{}, undefined],
	])('the scan count of %j is %p', (code, count) => {
		expect(decodeQrCode(code)?.scanCount).toBe(count);
	});

	test.each([
		[{ id: 'q1', name: 'Promo', short_url: 'https://q.example/x' }, 'Promo (q.example/x)'],
		[{ id: 'q1', name: ' ' }, 'q1'],
		[{ id: 5, name: 7, short_url: 9 }, '7'],
	])('%j is shown as %s', (code, label) => {
		expect(describeQrCode(decodeQrCode(code)!)).toBe(label);
	});
});

test.each([
	['https://a.example', true],
	['http://a.example/x?y', true],
	['ftp://a.example', false],
	['a.example', false],
	['https://a b', false],
	['', false],
	[5, false],
])('%j is a web address: %s', (value, is) => {
	expect(isWebAddress(value)).toBe(is);
});

test.each([
	[
		{ plan: 'pro', usage: { api_calls_this_month: 3, api_calls_monthly_limit: 5_000 } },
		{ plan: 'pro', callsThisMonth: 3, monthlyLimit: 5_000 },
	],
	[{ plan: 'pro', news: 1 }, { plan: 'pro' }],
	[{}, {}],
	[{ usage: 'much' }, {}],
])('the use of the account %j is %j', (data, usage) => {
	expect(decodeAccount(data)).toEqual({ ...usage, raw: data });
});

test.each([null, 'pro', 5, []])('%j tells of no account', (data) => {
	expect(decodeAccount(data)).toBeUndefined();
});
