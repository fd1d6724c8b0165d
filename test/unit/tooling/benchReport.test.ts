import { readOptions } from '../../bench/options';
import { toMarkdown } from '../../bench/markdown';
import { hasMet, median, missedBy, ratioOf, type Check } from '../../bench/row';

const check = (fields: Partial<Check>): Check => ({
	text: 'calls',
	measured: 2,
	wanted: 'at most',
	bar: 2,
	unit: '',
	...fields,
});

const report = (checks: Check[], values = [3, 1, 2]) => ({
	...{
		name: 'creates',
		work: 'Creates',
		against: 'HTTP Request',
		ranAt: 'today',
		machine: 'a machine',
		checks,
	},
	quantities: [{ side: 'QRCodeStack', what: 'time', unit: 's', values }],
});

it.each([
	[[5], 5],
	[[3, 1, 2], 2],
	[[4, 1, 2, 3], 2.5],
])('the median of %j is %d', (values, expected) => {
	expect(median(values)).toBe(expected);
});

it('has no median of nothing', () => {
	expect(() => median([])).toThrow('Nothing was measured');
});

it('compares medians, not single runs', () => {
	expect(ratioOf([1, 100, 3], [6, 6, 600])).toBe(0.5);
});

it.each([
	['at most', 2, true, 0],
	['at most', 3, false, 0.5],
	['at least', 2, true, 0],
	['at least', 1, false, 0.5],
] as const)('%s 2: %d', (wanted, measured, isMet, missed) => {
	expect(hasMet(check({ wanted, measured }))).toBe(isMet);
	expect(missedBy(check({ wanted, measured }))).toBe(missed);
});

it('a bar that could not be measured is not met', () => {
	expect(hasMet(check({ measured: Number.NaN }))).toBe(false);
});

it('says of each bar whether it is met, and by how much it is not', () => {
	const markdown = toMarkdown([
		report([check({}), check({ text: 'faster', measured: 40, wanted: 'at least', bar: 50, unit: '×' })]),
	]);
	expect(markdown).toContain('| Creates | HTTP Request | calls | 2 | ≤ 2 | yes |');
	expect(markdown).toContain('| faster | 40 × | ≥ 50 × | **no**, by 20% |');
	expect(markdown).toContain('QRCodeStack, time: 2 s (1 s to 3 s, 3 times)');
});

it('runs all rows unless some are named, and refuses a name that is none', () => {
	const known = ['a', 'b', 'c'];
	expect(readOptions([], known)).toEqual({ rows: known, isQuick: false });
	expect(readOptions(['--rows', 'c,a', '--quick'], known)).toEqual({ rows: ['a', 'c'], isQuick: true });
	expect(() => readOptions(['--rows', 'd'], known)).toThrow('There is no row "d".');
});
