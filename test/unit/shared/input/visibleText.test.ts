import {
	describePlace,
	findInvisible,
	nameCharacter,
	toComparableText,
	trimInvisible,
} from '../../../../nodes/shared/input/visibleText';

/** What comes along when people copy from web pages, mails, spreadsheets and chats. */
const UNSEEN = [
	...[' ', '\t', '\n', '\r', '\u0000', '\u001b', '\u0085', '\u00a0', '\u00ad', '\u034f', '\u061c'],
	...['\u115f', '\u1680', '\u180e', '\u2003', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2028'],
	...['\u202a', '\u202c', '\u202f', '\u2060', '\u2066', '\u2069', '\u2800', '\u3000', '\u3164', '\ufe0f'],
	...['\ufeff', '\uffa0', '\ufff9', '\u{e0041}'],
];

test.each(UNSEEN.map((character) => [nameCharacter(character), character]))(
	'%s is taken off both ends of a text, and found inside',
	(_, character) => {
		expect(trimInvisible(`${character}${character}https://a.example${character}`)).toBe('https://a.example');
		expect(trimInvisible(character)).toBe('');
		expect(findInvisible(`ab${character}c`)).toEqual({ character, index: 2 });
	},
);

test.each([
	'Spring promo',
	'❤️',
	'I \u2764\ufe0f Berlin \u2764\ufe0f',
	'\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
	'👩‍🍳',
	'1️⃣',
	'é',
	'葛\u{e0100}',
])('%j is visible to its end and stays whole', (text) => {
	expect(trimInvisible(` ${text}\u200b`)).toBe(text);
});

test.each([
	['Caf\u00e9', 'Cafe\u0301'],
	['Spring promo', 'Spring\u00a0promo'],
	['Spring promo', ' Spring \t\n promo\ufeff'],
	['Menu', 'Me\u200bnu'],
	['Menu', 'Me\u00adnu'],
	['Menu', '\u202aMenu\u202c'],
])('%j and %j look the same, so they compare as the same', (a, b) => {
	expect(toComparableText(a)).toBe(toComparableText(b));
});

test.each([
	['Menu', 'menu'],
	['👩‍🍳', '👩🍳'],
	['Spring promo', 'Springpromo'],
])('%j and %j are not the same', (a, b) => {
	expect(toComparableText(a)).not.toBe(toComparableText(b));
});

test('a place is counted in the characters that a person sees, and shows what stands before it', () => {
	expect(describePlace('👍 x', 3)).toBe('at character 3, after "👍"');
	expect(describePlace('x', 0)).toBe('at character 1');
	expect(describePlace(`${'a'.repeat(60)}b`, 60)).toBe(`at character 61, after "...${'a'.repeat(40)}"`);
});
