import fc from 'fast-check';

import { parseColor } from '../../../../nodes/QrCodeStack/input/color';
import { processorMs } from '../../../support/processorTime';

type Triple = [number, number, number];

/** How far `parsed` is from `rgb`, in steps of the channel that is furthest away. */
function distance(parsed: string | undefined, rgb: Triple): number {
	if (parsed === undefined) return Number.POSITIVE_INFINITY;
	return Math.max(
		...rgb.map((part, index) => Math.abs(part - parseInt(parsed.slice(1 + 2 * index, 3 + 2 * index), 16))),
	);
}

/** The way back, by the definition of the two models. */
function describe255([r, g, b]: Triple): { hue: number; hsl: Triple; hsv: Triple } {
	const [red, green, blue] = [r / 255, g / 255, b / 255];
	const value = Math.max(red, green, blue);
	const chroma = value - Math.min(red, green, blue);
	const lightness = value - chroma / 2;
	const sixths =
		chroma === 0
			? 0
			: value === red
				? ((green - blue) / chroma + 6) % 6
				: value === green
					? (blue - red) / chroma + 2
					: (red - green) / chroma + 4;
	const hue = 60 * sixths;
	const ofLightness = Math.min(lightness, 1 - lightness);
	return {
		hue,
		hsl: [hue, ofLightness === 0 ? 0 : (100 * (value - lightness)) / ofLightness, 100 * lightness],
		hsv: [hue, value === 0 ? 0 : (100 * chroma) / value, 100 * value],
	};
}

describe('a colour', () => {
	test.each([
		['#08F', '#0088FF'],
		['#08FF', '#0088FF'],
		['#0088ff', '#0088FF'],
		['#0088ffFF', '#0088FF'],
		[' 08f ', '#0088FF'],
		['rgb(0,136,255)', '#0088FF'],
		['rgb( 0 , 136 , 255 )', '#0088FF'],
		['RGB(0, 136, 255)', '#0088FF'],
		['rgba(0, 136, 255, 1.0)', '#0088FF'],
		['rgb(0 136 255 / 1)', '#0088FF'],
		['rgb(0 136 255 / 100%)', '#0088FF'],
		['rgb(0%, 53.3%, 100%)', '#0088FF'],
		['rgb(0.4, 135.6, 254.9)', '#0088FF'],
		['hsl(208, 100%, 50%)', '#0088FF'],
		['hsl(208 100% 50%)', '#0088FF'],
		['hsl(208deg 100% 50% / 1)', '#0088FF'],
		['hsl(208, 100, 50)', '#0088FF'],
		['hsla(208, 100%, 50%, 1)', '#0088FF'],
		['hsl(-152, 100%, 50%)', '#0088FF'],
		['hsl(-240, 100%, 50%)', '#00FF00'],
		['hsl(568, 100%, 50%)', '#0088FF'],
		['hsv(208, 100%, 100%)', '#0088FF'],
		['hsva(208, 100%, 100%, 1)', '#0088FF'],
		['hsl(222, 47%, 11%)', '#0F1729'],
		['hsl(222.22222222222223, 47%, 11%)', '#0F1729'],
		['hsv(222, 64%, 16%)', '#0F1729'],
		['hsl(360, 100%, 50%)', '#FF0000'],
		['hsl(120, 100%, 25%)', '#008000'],
		['hsv(300, 100%, 50%)', '#800080'],
		['hsl(1, 2%, 3%)', '#080807'],
		['hsl(77, 50%, 0%)', '#000000'],
		['hsl(77, 50%, 100%)', '#FFFFFF'],
		['hsv(77, 0%, 100%)', '#FFFFFF'],
	])('%s is %s', (value, hex) => {
		expect(parseColor(value)).toBe(hex);
	});

	test.each([
		'#0088FF80',
		'#08F8',
		'#12345',
		'#1234567',
		'rgb(256, 0, 0)',
		'rgb(-1, 0, 0)',
		'rgb(101%, 0%, 0%)',
		'rgb(1, 2)',
		'rgb(1, 2, 3',
		'rgb(1,, 2, 3)',
		'rgb(1 2 3 4 5)',
		'rgb(a, b, c)',
		'rgb(0x10, 0, 0)',
		'rgb()',
		'rgba(1,2,3,0.5)',
		'hsla(208, 100%, 50%, 0.99)',
		'hsva(208, 100%, 100%, 0)',
		'hsl(208, 101%, 50%)',
		'hsl(208, 100%, -1%)',
		'hsl(208rad, 100%, 50%)',
		'hsl(Infinity, 1%, 1%)',
		'hsl(1e999, 1%, 1%)',
		'hsv(208, 100%)',
		'hwb(208 0% 0%)',
		'navy',
		'transparent',
		'',
		'#',
		5,
		null,
		undefined,
		['#fff'],
		`#fff${' '.repeat(100)}`,
	])('%j is none', (value) => {
		expect(parseColor(value)).toBeUndefined();
	});

	const part = fc.integer({ min: 0, max: 255 });
	const rgb = fc.tuple(part, part, part);

	test('comes back from every format within one step', () => {
		fc.assert(
			fc.property(rgb, (color) => {
				const [r, g, b] = color;
				const { hsl, hsv } = describe255(color);
				const exact = [
					`#${color.map((each) => each.toString(16).padStart(2, '0')).join('')}`,
					`rgb(${r}, ${g}, ${b})`,
					`rgb(${r} ${g} ${b} / 1)`,
					`rgba(${r}, ${g}, ${b}, 1)`,
				];
				for (const text of exact) expect(distance(parseColor(text), color)).toBe(0);
				const percent = color.map((each) => `${((each / 255) * 100).toFixed(1)}%`);
				const calculated = [
					`rgb(${percent.join(', ')})`,
					`hsl(${hsl[0]}, ${hsl[1]}%, ${hsl[2]}%)`,
					`hsla(${hsl[0]} ${hsl[1]}% ${hsl[2]}% / 100%)`,
					`hsv(${hsv[0]}, ${hsv[1]}%, ${hsv[2]}%)`,
					`hsva(${hsv[0]}, ${hsv[1]}%, ${hsv[2]}%, 1)`,
				];
				for (const text of calculated) expect(distance(parseColor(text), color)).toBeLessThanOrEqual(1);
			}),
			{ numRuns: 1_000 },
		);
	});

	test("in the picker's whole percents is the same colour to the eye", () => {
		fc.assert(
			fc.property(rgb, (color) => {
				const { hue, hsl, hsv } = describe255(color);
				const [inHsl, inHsv] = [hsl, hsv].map(([, saturation, third]) => [
					Math.round(saturation),
					Math.round(third),
				]) as [number[], number[]];
				// half a percent of each part is lost, which is up to four of 255 steps
				expect(distance(parseColor(`hsl(${hue}, ${inHsl[0]}%, ${inHsl[1]}%)`), color)).toBeLessThanOrEqual(4);
				expect(distance(parseColor(`hsv(${hue}, ${inHsv[0]}%, ${inHsv[1]}%)`), color)).toBeLessThanOrEqual(4);
			}),
		);
	});

	test('of a hostile length takes no time', () => {
		const usedBeforeMs = processorMs();
		expect(parseColor(`rgb(1${' '.repeat(200_000)}x`)).toBeUndefined();
		expect(parseColor(`hsl(${'1 '.repeat(45)}x`)).toBeUndefined();
		expect(processorMs() - usedBeforeMs).toBeLessThan(500);
	});

	test('is #RRGGBB or nothing, whatever comes', () => {
		const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom('', '-', '.', '1e5', '%', 'deg'));
		const almost = fc
			.tuple(fc.constantFrom('rgb', 'hsl', 'hsva', 'HSV'), fc.array(number, { maxLength: 5 }))
			.map(([name, parts]) => `${name}(${parts.join('%, ')}%)`);
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.string(), almost), (value) => {
				expect(parseColor(value) ?? '#000000').toMatch(/^#[0-9A-F]{6}$/);
			}),
			{ numRuns: 1_000 },
		);
	});
});
