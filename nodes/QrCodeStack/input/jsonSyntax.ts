/** What may stand next in a JSON text. */
type Expectation = 'value' | 'valueOrClose' | 'key' | 'keyOrClose' | 'colon' | 'commaOrClose' | 'end';

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** What a string may hold without a backslash: from the space on all but the quote and itself (\x5c). */
const PLAIN_CHARACTERS = /[ !#-\x5b\x5d-\uffff]*/y;
const ESCAPED_CHARACTER = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Finds where a text stops being JSON. The engine's own message does not do: it names the place of some faults
 * and quotes a piece of the text for others.
 * @returns the index of the first character that fits nothing; the text's length when it ends too early.
 */
export function findJsonSyntaxError(text: string): number {
	const open: string[] = [];
	let expects: Expectation = 'value';
	let index = endOf(SPACE, text, 0);
	while (index < text.length) {
		const next = expectAfter(expects, text.charAt(index), open);
		if (next === undefined) return index;
		const { end, isWhole } = readToken(text, index);
		if (!isWhole) return end;
		expects = next;
		index = endOf(SPACE, text, end);
	}
	return index;
}

/** What may follow the token that starts with `first`; undefined when that token may not stand here. */
function expectAfter(expects: Expectation, first: string, open: string[]): Expectation | undefined {
	const innermost = open.at(-1);
	switch (first) {
		case ':':
			return expects === 'colon' ? 'value' : undefined;
		case ',':
			if (expects !== 'commaOrClose') return undefined;
			return innermost === '{' ? 'key' : 'value';
		case '}':
		case ']':
			if (innermost !== (first === '}' ? '{' : '[') || !/Close$/.test(expects)) return undefined;
			open.pop();
			return afterValue(open);
		case '"':
			if (expects === 'key' || expects === 'keyOrClose') return 'colon';
			break;
	}
	if (expects !== 'value' && expects !== 'valueOrClose') return undefined;
	if (first !== '{' && first !== '[') return afterValue(open);
	open.push(first);
	return first === '{' ? 'keyOrClose' : 'valueOrClose';
}

function afterValue(open: string[]): Expectation {
	return open.length === 0 ? 'end' : 'commaOrClose';
}

/** Where the token at `index` ends, or, if it is not whole, where it stops making sense. */
function readToken(text: string, index: number): { end: number; isWhole: boolean } {
	const first = text.charAt(index);
	if ('{}[]:,'.includes(first)) return { end: index + 1, isWhole: true };
	if (first !== '"') {
		const end = endOf(SCALAR, text, index);
		return { end, isWhole: end > index };
	}
	const end = endOfString(text, index + 1);
	return text.charAt(end) === '"' ? { end: end + 1, isWhole: true } : { end, isWhole: false };
}

/** One pattern for all of it would run out of stack in a text with millions of escaped characters. */
function endOfString(text: string, start: number): number {
	let end = endOf(PLAIN_CHARACTERS, text, start);
	while (text.charAt(end) === '\\') {
		const next = endOf(ESCAPED_CHARACTER, text, end);
		if (next === end) break;
		end = endOf(PLAIN_CHARACTERS, text, next);
	}
	return end;
}

/** Where a match of `pattern` that starts at `index` ends; `index` itself where there is none. */
function endOf(pattern: RegExp, text: string, index: number): number {
	pattern.lastIndex = index;
	return pattern.test(text) ? pattern.lastIndex : index;
}
