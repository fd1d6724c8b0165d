import { toBuffer } from 'qrcode';

import { encodeMatrix } from '../../nodes/shared/image/matrix';
import { drawPng } from '../../nodes/shared/image/png';
import { SHAPES } from './cases';

const COLORS = { dark: '#000000', light: '#FFFFFF' };
const link = (index: number) => `https://qrcodestack.com/r/abc${index}`;

/** Processor time, which a busy machine doesn't change much, in ms. */
async function measure(count: number, draw: (index: number) => unknown): Promise<number> {
	for (let i = 0; i < 5; i++) await draw(i);
	const before = process.cpuUsage();
	for (let i = 0; i < count; i++) await draw(i);
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000 / count;
}

it('a PNG of 1,000 pixels takes less than a tenth of the time that npm\'s "qrcode" takes', async () => {
	const draw = (index: number) =>
		drawPng(encodeMatrix(link(index), 'M')!, { size: 1000, margin: 4, shape: 'square', colors: COLORS });
	const ours = await measure(200, draw);
	const theirs = await measure(20, async (index) => await toBuffer(link(index), { width: 1000 }));
	expect(theirs / ours).toBeGreaterThan(10);
});

it.each(SHAPES)('a PNG of 4,000 pixels, drawn as %s, blocks for less than 250 ms', async (shape) => {
	const matrix = encodeMatrix(link(1), 'M')!;
	expect(
		await measure(5, () => drawPng(matrix, { size: 4000, margin: 4, shape, colors: COLORS })),
	).toBeLessThan(250);
});
