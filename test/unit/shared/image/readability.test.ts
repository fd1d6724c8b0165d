import {
	findReadabilityWarnings,
	measureContrast,
	type PictureFacts,
} from '../../../../nodes/shared/image/readability';

const GOOD: PictureFacts = {
	matrixSize: 29,
	margin: 4,
	colors: { dark: '#000000', light: '#FFFFFF' },
	errorCorrection: 'M',
	hasLogo: false,
	pixelsPerModule: 3,
};

it('black on white with a margin has no warning', () => {
	expect(findReadabilityWarnings(GOOD)).toEqual([]);
	expect(measureContrast(GOOD.colors)).toBeCloseTo(21);
});

it.each<[string, Partial<PictureFacts>, string[]]>([
	['yellow on white', { colors: { dark: '#FFEE00', light: '#FFFFFF' } }, ['contrastTooLow']],
	['one colour', { colors: { dark: '#123456', light: '#123456' } }, ['contrastTooLow']],
	[
		'pale on a transparent background',
		{ colors: { dark: '#DDDDDD', light: 'transparent' } },
		['contrastTooLow'],
	],
	['white on black', { colors: { dark: '#FFFFFF', light: '#000000' } }, ['lightOnDark']],
	['dark blue on transparent', { colors: { dark: '#003366', light: 'transparent' } }, []],
	['a margin of three', { margin: 3 }, ['marginTooNarrow']],
	['two pixels a module', { pixelsPerModule: 2 }, ['modulesTooSmall']],
	['a drawing, which has no pixels', { pixelsPerModule: undefined }, []],
	['a logo at level L', { hasLogo: true, errorCorrection: 'L' }, ['logoTooLarge']],
	['a logo at level M', { hasLogo: true }, []],
	['a logo at level H', { hasLogo: true, errorCorrection: 'H' }, []],
	['much at once', { margin: 0, pixelsPerModule: 1 }, ['modulesTooSmall', 'marginTooNarrow']],
])('%s', (_, facts, warnings) => {
	expect(findReadabilityWarnings({ ...GOOD, ...facts })).toEqual(warnings);
});

it('a logo at level M has room in codes of every size', () => {
	for (let matrixSize = 21; matrixSize <= 177; matrixSize += 4) {
		expect(findReadabilityWarnings({ ...GOOD, matrixSize, hasLogo: true })).toEqual([]);
	}
});
