import { drawPng, countPixelsPerModule, type PngOptions } from '../../../../nodes/shared/image/png';
import { encodeMatrix, LIGHT } from '../../../../nodes/shared/image/matrix';
import { readPng } from '../../../image/readers';

const MATRIX = encodeMatrix('https://qrcodestack.com/r/abc123', 'M')!;
const OPTIONS: PngOptions = {
	size: 1000,
	margin: 4,
	shape: 'square',
	colors: { dark: '#112233', light: '#FFEEDD' },
};

async function draw(options: Partial<PngOptions> = {}) {
	const { data, width } = readPng((await drawPng(MATRIX, { ...OPTIONS, ...options }))!);
	return {
		width,
		pixelAt: (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)],
	};
}

it.each([100, 101, 333])(
	'at %i pixels, all modules are of one size, and the rest is margin',
	async (size) => {
		const { width, pixelAt } = await draw({ size });
		expect(width).toBe(size);
		const scale = countPixelsPerModule(MATRIX, { size, margin: 4 });
		const from = Math.floor((size - scale * MATRIX.size) / 2);
		const wrong: string[] = [];
		for (let y = 0; y < size; y++) {
			for (let x = 0; x < size; x++) {
				const [column, row] = [Math.floor((x - from) / scale), Math.floor((y - from) / scale)];
				const isInside = Math.min(column, row) >= 0 && Math.max(column, row) < MATRIX.size;
				const isDark = isInside && MATRIX.modules[row * MATRIX.size + column] !== LIGHT;
				if (pixelAt(x, y).join() !== (isDark ? '17,34,51,255' : '255,238,221,255')) wrong.push(`${x},${y}`);
			}
		}
		expect(wrong).toEqual([]);
	},
);

it.each(['square', 'rounded', 'dots'] as const)('without a margin, %s reach the edge', async (shape) => {
	const { pixelAt } = await draw({ size: MATRIX.size * 10, margin: 0, shape });
	expect(pixelAt(30, 0)).toEqual([17, 34, 51, 255]);
	expect(pixelAt(0, MATRIX.size * 10 - 30)).toEqual([17, 34, 51, 255]);
});

it('a transparent background is transparent, also where round corners fade into it', async () => {
	const { pixelAt } = await draw({
		size: 400,
		shape: 'dots',
		colors: { dark: '#112233', light: 'transparent' },
	});
	const alphas = new Set<number>();
	for (let y = 0; y < 400; y += 3) for (let x = 0; x < 400; x++) alphas.add(pixelAt(x, y)[3]!);
	expect([...alphas].sort((a, b) => a - b)).toEqual([0, 85, 170, 255]);
	expect(pixelAt(0, 0)).toEqual([17, 34, 51, 0]);
});

it('round corners are smooth: two colours lie between light and dark', async () => {
	const { pixelAt } = await draw({ size: 400, shape: 'rounded' });
	const colors = new Set<string>();
	for (let y = 0; y < 400; y += 3) for (let x = 0; x < 400; x++) colors.add(pixelAt(x, y).join());
	expect([...colors].sort()).toEqual([
		'17,34,51,255',
		'176,170,164,255',
		'255,238,221,255',
		'96,102,108,255',
	]);
});

it('modules that are too small for round corners are square', async () => {
	expect(await drawPng(MATRIX, { ...OPTIONS, size: 120, shape: 'dots' })).toEqual(
		await drawPng(MATRIX, { ...OPTIONS, size: 120 }),
	);
});

it('a picture with less than a pixel for each module is none', async () => {
	expect(await drawPng(encodeMatrix('x'.repeat(2900), 'L')!, { ...OPTIONS, size: 180 })).toBeUndefined();
});

it.each([0, 99, 4001, 500.5, Number.NaN])('%d pixels are refused', async (size) => {
	await expect(drawPng(MATRIX, { ...OPTIONS, size })).rejects.toThrow(RangeError);
});

it('a picture of a thousand pixels takes a few kilobytes', async () => {
	expect((await drawPng(MATRIX, OPTIONS))!.length).toBeLessThan(3_000);
	expect((await drawPng(MATRIX, { ...OPTIONS, shape: 'dots' }))!.length).toBeLessThan(20_000);
});
