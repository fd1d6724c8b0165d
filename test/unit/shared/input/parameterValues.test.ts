import {
	parseList,
	parseOption,
	parseSwitch,
	parseText,
	parseWholeNumber,
} from '../../../../nodes/shared/input/parameterValues';

test.each([
	[true, true],
	['TRUE', true],
	[' True ', true],
	['yes', true],
	['on', true],
	[1, true],
	['1', true],
	[false, false],
	['FALSE', false],
	['No', false],
	['off', false],
	[0, false],
	['0\u200b', false],
])('the switch %j is %s', (value, expected) => {
	expect(parseSwitch(value, 'Return All', !expected)).toBe(expected);
});

test.each([null, undefined])('a switch that is left out (%p) is as usual', (value) => {
	expect([parseSwitch(value, 'Return All', true), parseSwitch(value, 'Return All', false)]).toEqual([
		true,
		false,
	]);
});

test.each(['', ' ', 'perhaps', 'null', 2, -1, Number.NaN, {}, [], [true], ['true']])(
	'%j says neither yes nor no, and is refused by the name of the field',
	(value) => {
		expect(() => parseSwitch(value, 'Return All', false)).toThrow('Return All must be true or false');
	},
);

test.each([
	[50, 50],
	['50', 50],
	[' 50\u00a0', 50],
	['\u200b50', 50],
	['50.0', 50],
])('the number %j is %i', (value, number) => {
	expect(parseWholeNumber(value, { label: 'Limit', min: 1 })).toBe(number);
});

test.each([
	'',
	'many',
	'5O',
	'50,5',
	'1,000',
	true,
	null,
	undefined,
	{},
	[],
	[5],
	Number.NaN,
	Infinity,
	1.5,
	0,
])('%j is no number to count with', (value) => {
	expect(() => parseWholeNumber(value, { label: 'Limit', min: 1 })).toThrow('Limit must be a whole number');
});

test.each<[unknown, string[]]>([
	['DE, AT', ['DE', 'AT']],
	['DE;AT', ['DE', 'AT']],
	['DE\nAT\r\nCH', ['DE', 'AT', 'CH']],
	['DE\tAT', ['DE', 'AT']],
	[
		['DE', ' AT ', 'DE', null, ''],
		['DE', 'AT'],
	],
	['["DE","AT"]', ['DE', 'AT']],
	['[DE', ['[DE']],
	['\u200bDE\ufeff', ['DE']],
	[7, ['7']],
	[
		[1, 2],
		['1', '2'],
	],
	[',;\n', []],
	[null, []],
	[undefined, []],
	['Mobile Safari, Chrome', ['Mobile Safari', 'Chrome']],
])('the list %j is %j', (value, list) => {
	expect(parseList(value, 'Country')).toEqual(list);
});

test.each([{}, [{ code: 'DE' }], [['DE']], true, [false], '[{"code":"DE"}]', Number.NaN])(
	'%j is no list of texts, and is refused by the name of the field',
	(value) => {
		expect(() => parseList(value, 'Country')).toThrow('Country must be a text');
	},
);

test('an option is one of its words or left out; any other word is refused with those that there are', () => {
	const parse = (value: unknown) => parseOption(value, 'Watch', ['all', 'one', 'selected'], 'all');
	expect([parse('one'), parse(' one\u200b'), parse(null), parse(undefined)]).toEqual([
		'one',
		'one',
		'all',
		'all',
	]);
	for (const value of ['', 'One', 'every', 1, {}, ['one']]) {
		expect(() => parse(value)).toThrow('Watch must be all, one or selected');
	}
});

test('a text may be a number, and is nothing where it is left out', () => {
	expect([' a ', 5, null, undefined].map((value) => parseText(value, 'Search'))).toEqual(['a', '5', '', '']);
	for (const value of [{}, [], true, Number.NaN]) {
		expect(() => parseText(value, 'Search')).toThrow('Search must be a text');
	}
});
