import fc from 'fast-check';

import {
	ConnectionError,
	isSameOrigin,
	parseApiKey,
	parseBaseUrl,
	parseConnection,
	withoutTrailingSlashes,
} from '../../../../nodes/shared/http/connection';

const KEY = 'qrs_0123456789abcdef';

describe('the API key', () => {
	test.each([
		KEY,
		` ${KEY} `,
		`\n${KEY}\r\n`,
		`Bearer ${KEY}`,
		`bearer   ${KEY}`,
		`  BEARER\t${KEY}\n`,
		`Bearer\n${KEY}`,
	])('%j is taken as the bare key', (pasted) => {
		expect(parseApiKey(pasted)).toBe(KEY);
	});

	test.each(['short', 'sk-live_ABC', 'qrs_', 'bearerless', 'a"b\\c'])(
		'of an unusual shape is let through: %s',
		(key) => {
			expect(parseApiKey(key)).toBe(key);
		},
	);

	test.each(['', '   ', '\n', undefined, null, 'Bearer', ' bearer '])('%j is said to be empty', (key) => {
		expect(() => parseApiKey(key)).toThrow(
			'The API key is empty. Paste the key that you made at https://qrcodestack.com/qr-dashboard/integrations.',
		);
	});

	test.each([
		`${KEY}\n${KEY}`,
		`${KEY}\r\nX-Evil: 1`,
		`${KEY} ${KEY}`,
		'käse',
		'•••••',
		'a\u0000b',
		'a\u200bb',
	])('%j is said to have a character that no key can have', (key) => {
		expect(() => parseApiKey(key)).toThrow(ConnectionError);
		expect(() => parseApiKey(key)).toThrow('Copy it once more, in one piece.');
	});

	test('whatever is pasted, what is let through fits into a header', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (pasted) => {
				let key;
				try {
					key = parseApiKey(pasted);
				} catch (error) {
					return expect(error).toBeInstanceOf(ConnectionError);
				}
				expect(() => new Headers({ Authorization: `Bearer ${key}` })).not.toThrow();
			}),
		);
	});
});

describe('the base URL', () => {
	test.each([
		['https://qrcodestack.com/api/v1', 'https://qrcodestack.com/api/v1'],
		['https://qrcodestack.com/api/v1/', 'https://qrcodestack.com/api/v1'],
		['https://qrcodestack.com/api/v1///', 'https://qrcodestack.com/api/v1'],
		['  https://QRCodeStack.com/api/v1\n', 'https://qrcodestack.com/api/v1'],
		['https://qrcodestack.com', 'https://qrcodestack.com'],
		['https://api.example:8443/v2', 'https://api.example:8443/v2'],
		['http://localhost:3000/api/v1', 'http://localhost:3000/api/v1'],
		['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
		['http://127.8.9.10/', 'http://127.8.9.10'],
		['http://[::1]:3000/api', 'http://[::1]:3000/api'],
		['', 'https://qrcodestack.com/api/v1'],
		[undefined, 'https://qrcodestack.com/api/v1'],
	])('%j is read as %s', (typed, url) => {
		expect(parseBaseUrl(typed)).toBe(url);
	});

	test.each([
		'http://qrcodestack.com/api/v1',
		'http://localhost.evil.test',
		'http://127.0.0.1.evil.test',
		'http://evil.test/localhost',
		'http://192.168.0.1',
		'http://0.0.0.0',
		'http://[::2]',
	])('%s would send the key unencrypted', (typed) => {
		expect(() => parseBaseUrl(typed)).toThrow('must start with https://');
	});

	test.each([
		'qrcodestack.com/api/v1',
		'ftp://qrcodestack.com',
		'javascript:alert(1)',
		'http://',
		'file:///etc',
		'/me',
	])('%s is no web address', (typed) => {
		expect(() => parseBaseUrl(typed)).toThrow('The base URL is not a web address.');
	});

	test.each([
		'https://user@qrcodestack.com',
		'https://user:secret@qrcodestack.com',
		'https://qrcodestack.com@evil.test/api',
		'https://qrcodestack.com/api?x=1',
		'https://qrcodestack.com/api#x',
	])('%s has parts that do not belong there', (typed) => {
		expect(() => parseBaseUrl(typed)).toThrow('must not contain a user name');
	});

	test('never lets out more than scheme, host, port and path', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true })),
				(typed) => {
					try {
						const url = new URL(parseBaseUrl(typed));
						expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
					} catch (error) {
						expect(error).toBeInstanceOf(ConnectionError);
					}
				},
			),
		);
	});
});

test('both fields are read together', () => {
	expect(parseConnection({ apiKey: KEY, baseUrl: 'https://a.example/' })).toEqual({
		apiKey: KEY,
		baseUrl: 'https://a.example',
	});
});

test.each([
	['https://a.example/x', true],
	['https://a.example:443/x', true],
	['https://a.example:444/x', false],
	['http://a.example/x', false],
	['https://b.example/x', false],
	['https://a.example.evil.test', false],
	['/relative', false],
	['', false],
])('%s stays on the origin of https://a.example/api: %s', (target, stays) => {
	expect(isSameOrigin(target, 'https://a.example/api')).toBe(stays);
});

test('trailing slashes are taken off in no time, however many stand in the middle', () => {
	const hostile = `${'/'.repeat(200_000)}x//`;
	expect(withoutTrailingSlashes(hostile)).toHaveLength(200_001);
	expect(withoutTrailingSlashes('///')).toBe('');
});
