import { tidyText } from '../util/redact';

/**
 * What nobody sees: white space, control and format characters, blank letters, and what only changes the
 * sign before it. Unicode counts the empty Braille pattern as visible.
 */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Characters that choose a form of the sign before them; alone behind plain text, they are left over. */
const VARIATION_SELECTOR = /\p{Variation_Selector}/u;
/** The letters behind a black flag that make it, say, the one of Scotland. */
const TAG = /[\u{e0020}-\u{e007f}]/u;
const BLACK_FLAG = '\u{1f3f4}';
const PLAIN = /[\s\u0020-\u007e]/u;
/** Begins and ends with what anybody sees, as nearly all texts do. */
const IS_TRIMMED = /^[!-~](?:[^]*[!-~])?$/;

/**
 * A text without the invisible characters at its ends, which come along when people copy. Visible signs stay
 * whole: an emoji keeps its variation selector, a flag its tags.
 */
export function trimInvisible(text: string): string {
	if (IS_TRIMMED.test(text)) return text;
	const characters = [...text];
	let start = 0;
	while (start < characters.length && isInvisible(characters[start]!)) start++;
	let end = characters.length;
	while (end > start && isInvisible(characters[end - 1]!) && !endsSign(characters, end)) end--;
	return characters.slice(start, end).join('');
}

function isInvisible(character: string): boolean {
	return INVISIBLE.test(character);
}

/** Whether the invisible character before `end` belongs to a visible sign. */
function endsSign(characters: readonly string[], end: number): boolean {
	const last = characters[end - 1]!;
	const before = characters[end - 2] ?? ' ';
	if (VARIATION_SELECTOR.test(last)) return !PLAIN.test(before) && !isInvisible(before);
	if (!TAG.test(last)) return false;
	let start = end - 1;
	while (start > 0 && TAG.test(characters[start]!)) start--;
	return characters[start] === BLACK_FLAG;
}

/** Format characters that change nothing to be seen; the joiners of emojis and scripts are none of them. */
const WITHOUT_EFFECT = /\u034f|[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const WHITE_SPACE = /\s+/g;

/**
 * A text by which two are compared that look the same to a person: in one form of composed letters (NFC), white
 * space of any kind as one space, without what nobody sees.
 */
export function toComparableText(text: string): string {
	return trimInvisible(text.normalize('NFC').replace(WITHOUT_EFFECT, '').replace(WHITE_SPACE, ' '));
}

/** A character of a text, and where it stands. */
export interface FoundCharacter {
	character: string;
	/** In the text, from 0. */
	index: number;
}

/** The first character that nobody sees, spaces and line breaks among them. */
export function findInvisible(text: string): FoundCharacter | undefined {
	const found = INVISIBLE.exec(text);
	return found ? { character: found[0], index: found.index } : undefined;
}

/** What keyboards and word processors make of quotes. */
const OTHER_QUOTES = /[`´\u2018-\u201f\u00ab\u00bb\u2039\u203a]/;
const UNSEEN_NAMES: ReadonlyMap<string, string> = new Map([
	[' ', 'a space'],
	['\t', 'a tab'],
	['\n', 'a line break'],
	['\r', 'a line break'],
	['\u00a0', 'a no-break space'],
	['\u200b', 'a zero-width space'],
	['\ufeff', 'a byte order mark'],
	['\u00ad', 'a soft hyphen'],
]);

/** Names a character in words where there is nothing to see; never escaped, as a person looks for it. */
export function nameCharacter(character: string): string {
	const name = UNSEEN_NAMES.get(character);
	if (name !== undefined)
		return character.codePointAt(0)! > 0x7e ? `${name} (${codePoint(character)})` : name;
	// quotes in quotes would be hard to tell apart
	if (character === '"') return 'a double quote (")';
	if (character === "'") return "a single quote (')";
	if (OTHER_QUOTES.test(character)) return `a quote of another kind (${character})`;
	return isInvisible(character) || /[\p{C}\p{Z}]/u.test(character)
		? `an invisible character (${codePoint(character)})`
		: `“${character}”`;
}

function codePoint(character: string): string {
	return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** So much of what stands before a character tells a person where to look. */
const MAX_CONTEXT_LENGTH = 40;

/** Where a character stands, as people count: 'at character 24, after "https://shop.example/my"'. */
export function describePlace(text: string, index: number): string {
	const before = text.slice(0, index);
	const position = [...before].length + 1;
	if (index === 0) return `at character ${position}`;
	const shown = before.length > MAX_CONTEXT_LENGTH ? `...${before.slice(-MAX_CONTEXT_LENGTH)}` : before;
	return `at character ${position}, after "${tidyText(shown)}"`;
}

/** Names the first character of a text that nobody sees and its place, as a sentence; undefined where there is none. */
export function describeInvisible(text: string): string | undefined {
	const found = findInvisible(text);
	return found && `It has ${nameCharacter(found.character)} ${describePlace(text, found.index)}.`;
}
