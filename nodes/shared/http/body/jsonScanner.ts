/** No answer of the API is a tenth as deep, and what reads an answer calls itself for each level, n8n included. */
const MAX_DEPTH = 100;
/** A server without paging may answer with all scans of a code at once. */
const MAX_ROWS = 100_000;
/** An object of so many different names takes a blink; a million take the process ten seconds. */
const MAX_NAMES = 20_000;
/** 100,000 rows of fifteen fields. */
const MAX_COST = 2_000_000;
/** An object takes as long to be made as so many numbers. */
const COST_OF_CONTAINER = 5;
/** An image in place of its address has some hundred kilobytes; nothing else of a code has one. */
const MAX_STRING_BYTES = 1_000_000;
/** Up to 15 digits, every integer is exact as a JavaScript number. */
const EXACT_DIGITS = 15;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** FNV-1a, 32 bits: names that share a hash count as one, which does no harm here. */
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;

/**
 * Looks over the text of an answer, piece by piece as it comes, before anything is made of it: a text of a few
 * megabytes can hold what takes the process many seconds and gigabytes.
 */
export class JsonScanner {
	/** Where integers stand that may have more digits than a JavaScript number: start, end, start, end... */
	readonly longIntegers: number[] = [];
	private offset = 0;
	private depth = 0;
	private cost = 0;
	/** Commas in each open container. */
	private readonly commas: number[] = [];
	private readonly names = new Set<number>();
	private isTooMuch = false;
	private isInString = false;
	private isEscaped = false;
	private stringBytes = 0;
	private hash = HASH_START;
	/** Where the number that is being read begins; -1 outside of numbers. */
	private numberStart = -1;
	private digits = 0;
	private isInteger = true;

	/** Looks at the next piece. @returns whether the text may still be read. */
	scan(piece: Uint8Array): boolean {
		for (let at = 0; at < piece.length && !this.isTooMuch; at++) {
			const byte = piece[at]!;
			if (this.isInString) at = this.readString(piece, at);
			else if (!this.isPartOfNumber(byte, this.offset + at)) this.readStructure(byte);
		}
		this.offset += piece.length;
		return !this.isTooMuch;
	}

	/** Reads a string on, in one go, since most of an answer are strings. @returns where its part in this piece ends. */
	private readString(piece: Uint8Array, start: number): number {
		let { hash, isEscaped } = this;
		let at = start;
		for (; at < piece.length; at++) {
			const byte = piece[at]!;
			if (isEscaped) isEscaped = false;
			else if (byte === BACKSLASH) isEscaped = true;
			else if (byte === QUOTE) break;
			hash = Math.imul(hash ^ byte, HASH_FACTOR);
		}
		this.hash = hash;
		this.isEscaped = isEscaped;
		this.isInString = at === piece.length;
		this.stringBytes += at - start;
		if (this.stringBytes > MAX_STRING_BYTES) this.isTooMuch = true;
		return at;
	}

	/** Reads a number on; at its end, notes it where it is a long integer. */
	private isPartOfNumber(byte: number, at: number): boolean {
		const isDigit = byte >= 0x30 && byte <= 0x39;
		if (this.numberStart < 0) {
			if (!isDigit && byte !== MINUS) return false;
			this.numberStart = at;
			this.digits = 0;
			this.isInteger = true;
		}
		if (isDigit) {
			this.digits++;
			return true;
		}
		if (byte === MINUS) return true;
		// "e", "E" and the sign behind it
		if (byte === DOT || byte === 0x65 || byte === 0x45 || byte === 0x2b) {
			this.isInteger = false;
			return true;
		}
		if (this.isInteger && this.digits > EXACT_DIGITS) this.longIntegers.push(this.numberStart, at);
		this.numberStart = -1;
		return false;
	}

	private readStructure(byte: number): void {
		switch (byte) {
			case QUOTE:
				this.isInString = true;
				this.stringBytes = 0;
				this.hash = HASH_START;
				return;
			case COLON:
				this.names.add(this.hash);
				if (this.names.size > MAX_NAMES) this.isTooMuch = true;
				return;
			case COMMA:
				this.cost++;
				if (++this.commas[this.depth]! >= MAX_ROWS || this.cost > MAX_COST) this.isTooMuch = true;
				return;
			case OPEN_ARRAY:
			case OPEN_OBJECT:
				this.cost += COST_OF_CONTAINER;
				this.commas[++this.depth] = 0;
				if (this.depth > MAX_DEPTH || this.cost > MAX_COST) this.isTooMuch = true;
				return;
			case CLOSE_ARRAY:
			case CLOSE_OBJECT:
				this.depth--;
				return;
		}
	}
}

/**
 * Puts integers that a JavaScript number would round into quotes, so that every digit survives.
 * @param longIntegers see {@link JsonScanner.longIntegers}.
 */
export function quoteLongIntegers(bytes: Buffer, longIntegers: readonly number[]): string {
	const parts: string[] = [];
	let done = 0;
	for (let index = 0; index < longIntegers.length; index += 2) {
		const [start = 0, end = 0] = [longIntegers[index], longIntegers[index + 1]];
		const digits = bytes.toString('latin1', start, end);
		if (Number.isSafeInteger(Number(digits))) continue;
		parts.push(bytes.toString('utf8', done, start), '"', digits, '"');
		done = end;
	}
	parts.push(bytes.toString('utf8', done));
	return parts.join('');
}
