/**
 * A small sketch of a large set of scan identities: too many to store one by one after a burst of scans,
 * and still enough to tell which of tomorrow's log entries were not among them.
 *
 * It is an invertible Bloom lookup table (Goodrich and Mitzenmacher, 2011). Every identity is added to
 * three cells, each of which keeps a count and the XOR of what was added. Take the sketch of the entries
 * that the log shows now, subtract the sketch of those emitted before, and what is left describes only the
 * difference: a cell with the count 1 holds the identity of one new entry, one with the count -1 that of one that
 * the log does not show. It is taken out of its other cells, and so on. It works as long as the difference is
 * small against the number of cells, however large the sets are.
 */

/** These cells tell a difference of a hundred entries, and take two kilobytes. */
const CELLS = 180;
const CELLS_PER_IDENTITY = 3;
const CELLS_PER_PART = CELLS / CELLS_PER_IDENTITY;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BITS_PER_CHARACTER = 6;
const CHARACTERS_PER_IDENTITY = 8;
const CHARACTERS_PER_HALF = CHARACTERS_PER_IDENTITY / 2;
/** Counts are stored in three characters and compared modulo what these hold. */
const CHARACTERS_PER_COUNT = 3;
const COUNT_MODULUS = ALPHABET.length ** CHARACTERS_PER_COUNT;
const MINUS_ONE = COUNT_MODULUS - 1;
const CHARACTERS_PER_CELL = CHARACTERS_PER_COUNT + CHARACTERS_PER_IDENTITY;

export const SKETCH_LENGTH = CELLS * CHARACTERS_PER_CELL;

/** An identity of 48 bits as two numbers of 24, since XOR works on 32 bits only. */
interface Halves {
	high: number;
	low: number;
}

interface Cell extends Halves {
	count: number;
}

/** The sketch of a set of identities, as text of fixed length. */
export function sketchOf(identities: Iterable<string>): string {
	return changeSketch('', identities, []);
}

/**
 * The sketch of the same set with some identities more and some less, however large it is.
 * @param sketch '' stands for the empty set.
 * @param removed each of them is in the sketched set.
 */
export function changeSketch(sketch: string, added: Iterable<string>, removed: Iterable<string>): string {
	const cells = readCells(sketch);
	for (const identity of added) toggle(cells, identity, 1);
	for (const identity of removed) toggle(cells, identity, -1);
	return cells.map(writeCell).join('');
}

/** How many identities a sketch stands for: each has one cell in the first part of the table. */
export function countSketched(sketch: string): number {
	const firstCells = readCells(sketch).slice(0, CELLS_PER_PART);
	return firstCells.reduce((sum, { count }) => sum + count, 0);
}

/** How a set of identities differs from a sketched one. */
export interface SketchDifference {
	/** Those that are not in the sketched set. */
	fresh: Set<string>;
	/** Those that are only in the sketched set. */
	missing: Set<string>;
}

/**
 * Compares the identities that a log shows with the sketched set.
 * @returns undefined when the two differ in too many to tell in which.
 */
export function compareToSketch(sketch: string, shown: readonly string[]): SketchDifference | undefined {
	const cells = emptyCells();
	const all = new Set(shown);
	for (const identity of all) toggle(cells, identity, 1);
	readCells(sketch).forEach((before, index) => subtract(cells[index], before));
	const fresh = new Set<string>();
	const missing = new Set<string>();
	const mistaken = new Set<string>();
	const queue = [...cells];
	// noise in a broken sketch may look like one missing entry after the other
	for (let cell = queue.pop(); cell && missing.size + mistaken.size <= CELLS; cell = queue.pop()) {
		const identity = writeIdentity(cell);
		const own = cellsOf(cells, cell);
		const isFresh = cell.count === 1 && all.has(identity) && !fresh.has(identity);
		const mayBeMissing = cell.count === MINUS_ONE && own.includes(cell) && !all.has(identity);
		const isMissing = mayBeMissing && !missing.has(identity) && !mistaken.has(identity);
		// several entries in one cell may look like one that is missing, until it stands in another cell alone
		const isMistaken = cell.count === 1 && missing.delete(identity);
		if (isFresh) fresh.add(identity);
		else if (isMissing) missing.add(identity);
		else if (isMistaken) mistaken.add(identity);
		else continue;
		toggle(cells, identity, isMissing ? 1 : -1);
		queue.push(...own);
	}
	const isTold = cells.every(({ count, high, low }) => count === 0 && high === 0 && low === 0);
	return isTold ? { fresh, missing } : undefined;
}

function emptyCells(): Cell[] {
	return Array.from({ length: CELLS }, () => ({ count: 0, high: 0, low: 0 }));
}

function toggle(cells: Cell[], identity: string, sign: 1 | -1): void {
	const half = readHalves(identity);
	for (const cell of cellsOf(cells, half)) {
		cell.count = modulo(cell.count + sign);
		cell.high ^= half.high;
		cell.low ^= half.low;
	}
}

function subtract(cell: Cell | undefined, before: Cell): void {
	if (!cell) return;
	cell.count = modulo(cell.count - before.count);
	cell.high ^= before.high;
	cell.low ^= before.low;
}

/** One cell out of each third of the table, so that the three are never the same. */
function cellsOf(cells: Cell[], { high, low }: Halves): Cell[] {
	const places = [high, low, high ^ (low >>> 7)];
	return places.flatMap((place, part) => cells[part * CELLS_PER_PART + (place % CELLS_PER_PART)] ?? []);
}

function writeCell(cell: Cell): string {
	return writeNumber(cell.count, CHARACTERS_PER_COUNT) + writeIdentity(cell);
}

function writeIdentity({ high, low }: Halves): string {
	return writeNumber(high, CHARACTERS_PER_HALF) + writeNumber(low, CHARACTERS_PER_HALF);
}

function readCells(sketch: string): Cell[] {
	return Array.from({ length: CELLS }, (_, index) => {
		const text = sketch.slice(index * CHARACTERS_PER_CELL, (index + 1) * CHARACTERS_PER_CELL);
		const [count, rest] = [text.slice(0, CHARACTERS_PER_COUNT), text.slice(CHARACTERS_PER_COUNT)];
		return {
			count: readNumber(count),
			...readHalves(rest),
		};
	});
}

function writeNumber(value: number, length: number): string {
	const digits = Array.from({ length }, (_, index) => (value >>> (BITS_PER_CHARACTER * index)) & 63);
	return digits.map((digit) => ALPHABET[digit]).join('');
}

function readHalves(identity: string): Halves {
	return {
		high: readNumber(identity.slice(0, CHARACTERS_PER_HALF)),
		low: readNumber(identity.slice(CHARACTERS_PER_HALF)),
	};
}

function readNumber(text: string): number {
	let number = 0;
	for (let index = 0; index < text.length; index++) {
		number |= Math.max(0, ALPHABET.indexOf(text[index]!)) << (BITS_PER_CHARACTER * index);
	}
	return number;
}

function modulo(count: number): number {
	return ((count % COUNT_MODULUS) + COUNT_MODULUS) % COUNT_MODULUS;
}
