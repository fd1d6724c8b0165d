import { canPdfWrite, fitCaption } from '../../../../nodes/shared/image/caption';
import { encodeWinAnsi, measureText } from '../../../../nodes/shared/image/helvetica';

it.each([
	['Café Größe', true],
	['“Menu” – 5 €', true],
	['Cafe\u0301', true],
	['', true],
	['Łódź', false],
	['菜单', false],
	['Menu 😀', false],
])('a PDF can have the caption %p: %p', (text, expected) => {
	expect(canPdfWrite(text)).toBe(expected);
});

it('letters have the bytes of code page 1252', () => {
	expect(encodeWinAnsi('aä€“Ÿ')).toEqual(Buffer.from([0x61, 0xe4, 0x80, 0x93, 0x9f]));
	expect(encodeWinAnsi('\u0081')).toBeUndefined();
});

it('a caption is one line: white space becomes a space', () => {
	expect(fitCaption(' Two\r\n\tlines\u0000here ')?.text).toBe('Two lines here');
	expect(fitCaption(' \n ')).toBeUndefined();
});

it('a longer caption gets smaller, never wider than the picture', () => {
	const sizes = [5, 20, 30, 40].map((length) => fitCaption('x'.repeat(length))!);
	for (const { text, fontSize } of sizes) expect(measureText(text) * fontSize).toBeLessThan(0.95);
	expect(sizes[0]!.fontSize).toBeGreaterThan(sizes[3]!.fontSize);
});

it('one that would be too small to read ends with an ellipsis', () => {
	const { text, fontSize } = fitCaption('A long name '.repeat(20))!;
	expect(text).toMatch(/^A long name .*[^ ]…$/);
	expect(measureText(text) * fontSize).toBeLessThan(0.95);
	expect(fitCaption('😀'.repeat(50))!.text).toMatch(/^(?:😀)+…$/u);
});
