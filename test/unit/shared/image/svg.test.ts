import { encodeMatrix } from '../../../../nodes/shared/image/matrix';
import { drawPng } from '../../../../nodes/shared/image/png';
import { drawSvg, type SvgOptions } from '../../../../nodes/shared/image/svg';
import { expectBothToRead, renderSvg } from '../../../image/readers';

const LINK = 'https://qrcodestack.com/r/abc123';
const MATRIX = encodeMatrix(LINK, 'H')!;
const OPTIONS: SvgOptions = {
	size: 600,
	margin: 4,
	shape: 'square',
	colors: { dark: '#000000', light: '#FFFFFF' },
	title: 'QR code',
};
const draw = (options: Partial<SvgOptions> = {}) => drawSvg(MATRIX, { ...OPTIONS, ...options });
const HOSTILE = '</title><script>alert(1)</script>&"\' \u0000\uD800\uFFFE]]>';
const ESCAPED = "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;'";

it.each(['square', 'rounded', 'dots'] as const)('%s are one path of whole numbers', (shape) => {
	const svg = draw({ shape, colors: { dark: '#000000', light: 'transparent' } });
	const paths = [...svg.matchAll(/ d="([^"]*)"/g)];
	expect(paths).toHaveLength(1);
	expect(paths[0]![1]).toMatch(/^[Mhvaz\d -]+$/);
});

it('squares have crisp edges, round shapes smooth ones', () => {
	expect(draw()).toContain('shape-rendering="crispEdges"');
	expect(draw({ shape: 'dots' })).not.toContain('shape-rendering');
});

it('a title tells screen readers what the picture is', () => {
	expect(draw({ title: 'QR code of "Menu"' })).toMatch(
		/^<svg [^>]*role="img"><title>QR code of &quot;Menu&quot;<\/title>/,
	);
});

it('no title and no caption can put anything into the drawing', () => {
	const svg = draw({ title: HOSTILE, caption: HOSTILE });
	expect(svg).toContain(`<title>${ESCAPED}`);
	expect([...new Set(svg.match(/<[a-z/]+/g))]).toEqual([
		'<svg',
		'<title',
		'</title',
		'<path',
		'<text',
		'</text',
		'</svg',
	]);
	expect(renderSvg(svg).width).toBe(600);
});

it('it loads nothing and runs nothing', () => {
	expect(draw({ caption: 'Menu' }).replace('http://www.w3.org/2000/svg', '')).not.toMatch(
		/http|href|url|script|on\w+=/,
	);
});

it('a caption stands beneath and takes room beneath, an empty one takes none', () => {
	expect(renderSvg(draw())).toMatchObject({ width: 600, height: 600 });
	expect(renderSvg(draw({ caption: ' \n ' }))).toMatchObject({ width: 600, height: 600 });
	const { height } = renderSvg(draw({ caption: 'Menu' }));
	expect(height).toBeGreaterThan(660);
	expect(height).toBeLessThan(680);
});

const LOGOS: Record<'image/png' | 'image/svg+xml', Buffer> = {
	'image/png': Buffer.alloc(0),
	'image/svg+xml': Buffer.from(
		'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect id="a" width="9" height="9" fill="#F00"/></svg>',
	),
};

beforeAll(async () => {
	const png = await drawPng(MATRIX, { size: 100, margin: 0, shape: 'square', colors: OPTIONS.colors });
	LOGOS['image/png'] = png!;
});

it.each(['image/png', 'image/svg+xml'] as const)(
	'a logo of type %s is in the middle, and the code is read',
	async (mimeType) => {
		const svg = draw({ logo: { mimeType, bytes: LOGOS[mimeType] } });
		expect(svg).toContain(` href="data:${mimeType};base64,${LOGOS[mimeType].toString('base64')}"/>`);
		await expectBothToRead(renderSvg(svg), LINK);
	},
);

it('the middle of a red logo is red, and around it is free space', () => {
	const { data, width } = renderSvg(
		draw({ logo: { mimeType: 'image/svg+xml', bytes: LOGOS['image/svg+xml'] } }),
	);
	const colorAt = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
	expect(colorAt(300, 300)).toEqual([255, 0, 0]);
	const box = /<image x="(\d+)" y="\1" width="(\d+)" height="\2"/.exec(
		draw({ logo: { mimeType: 'image/png', bytes: LOGOS['image/png'] } }),
	)!;
	const pixelsPerUnit = 600 / ((MATRIX.size + 8) * 2);
	expect(colorAt(300, Math.round((Number(box[1]) - 0.5) * pixelsPerUnit))).toEqual([255, 255, 255]);
});
