import { JsonScanner, quoteLongIntegers } from '../../../../../nodes/shared/http/body/jsonScanner';

/** Whether a text is let through, however it is cut into pieces. */
const isLetThrough = (text: string) => {
	const bytes = Buffer.from(text);
	const whole = new JsonScanner().scan(bytes);
	const inPieces = new JsonScanner();
	let isFine = true;
	for (let at = 0; at < bytes.length && isFine; at += 9_973) {
		isFine = inPieces.scan(bytes.subarray(at, at + 9_973));
	}
	expect(isFine).toBe(whole);
	return whole;
};
const parse = (text: string): unknown => {
	const scanner = new JsonScanner();
	// cut where it hurts: within numbers and escapes
	const bytes = Buffer.from(text);
	for (let at = 0; at < bytes.length; at += 3) expect(scanner.scan(bytes.subarray(at, at + 3))).toBe(true);
	return JSON.parse(quoteLongIntegers(bytes, scanner.longIntegers));
};
const list = (count: number, entry: (index: number) => string) =>
	`[${Array.from({ length: count }, (_, index) => entry(index)).join(',')}]`;

describe('a text is not read any further when it holds', () => {
	test.each<[string, () => string]>([
		['more than a hundred thousand zeros in a list', () => list(100_001, () => '0')],
		['a list of more than a hundred thousand IDs', () => list(100_001, (n) => `"${n}"`)],
		[
			'an object of more than twenty thousand names',
			() => `{${list(20_001, (n) => `"k${n}":0`).slice(1, -1)}}`,
		],
		['lists in a list, of two million zeros in all', () => `[${`${list(99_999, () => '0')},`.repeat(21)}0]`],
		[
			'objects whose names are all different',
			() => list(3_000, (n) => `{${list(8, (m) => `"${n}_${m}":0`).slice(1, -1)}}`),
		],
		['half a million empty objects', () => `[${`${list(90_000, () => '{}')},`.repeat(6)}0]`],
		['a hundred levels and one', () => '['.repeat(101) + ']'.repeat(101)],
		['a text of more than a megabyte', () => `{"a":"${'x'.repeat(1_000_001)}"}`],
	])('%s', (_, text) => {
		expect(isLetThrough(text())).toBe(false);
	});
});

describe('a text is read when it holds', () => {
	test.each<[string, () => string]>([
		[
			'100,000 rows of ten fields',
			() => list(100_000, (n) => `{"id":${n},"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9}`),
		],
		['numbers for 10,000 cities', () => `{${list(10_000, (n) => `"city ${n}":${n}`).slice(1, -1)}}`],
		['a hundred levels', () => '['.repeat(100) + ']'.repeat(100)],
		['an image of half a megabyte', () => `{"image":"${'x'.repeat(500_000)}"}`],
		['brackets, commas and quotes within texts', () => `{"a":"${'[{,\\"'.repeat(100_000)}"}`],
	])('%s', (_, text) => {
		expect(isLetThrough(text())).toBe(true);
	});
});

describe('numbers', () => {
	test('of more digits than a JavaScript number holds keep them all, as texts', () => {
		expect(
			parse('{"id":9007199254740993,"list":[12345678901234567890, -98765432109876543210],"n":1}'),
		).toEqual({
			id: '9007199254740993',
			list: ['12345678901234567890', '-98765432109876543210'],
			n: 1,
		});
	});

	test.each(['9007199254740991', '1234567890123456', '-9007199254740991', '0', '15'])(
		'that are exact stay numbers: %s',
		(digits) => {
			expect(parse(`{"id":${digits}}`)).toEqual({ id: Number(digits) });
		},
	);

	test.each(['0.12345678901234567890', '1e21', '12345678901234567890.5', '1E+30', '-1.5e-10'])(
		'that are no integers stay numbers: %s',
		(text) => {
			expect(parse(`[${text},1]`)).toEqual([Number(text), 1]);
		},
	);

	test('within texts and names stay as they are', () => {
		const text = '{"12345678901234567890":"12345678901234567890","a\\\\\\"b":"\\":12345678901234567890,"}';
		expect(parse(text)).toEqual(JSON.parse(text));
	});

	test('stand beside letters of any language', () => {
		expect(parse('{"ü—日本":12345678901234567890,"後":"é"}')).toEqual({
			'ü—日本': '12345678901234567890',
			後: 'é',
		});
	});
});
