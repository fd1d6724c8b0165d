/**
 * A sketch of a large set of scan identities: too many to store one by one after a burst of scans, and still enough
 * to tell which of tomorrow's log entries are not among them.
 *
 * It is an invertible Bloom lookup table (Goodrich and Mitzenmacher, 2011). Every identity is added to three cells,
 * each of which keeps a count and the XOR of what was added. Take the sketch of what the log shows now, subtract the
 * sketch of what was emitted, and what is left describes only the difference: a cell with the count 1 holds the
 * identity of one new entry, one with the count -1 that of one that the log does not show. It is taken out of its
 * other cells, and so on. That works as long as the difference is small against the number of cells, however large
 * the sets are.
 */

/** So many cells tell a difference of a hundred entries. */
const CELLS = 180;
const PARTS = [0, 1, 2];
const CELLS_PER_PART = CELLS / PARTS.length;
/** Counts wrap around: a cell of a set of a million identities counts 17,000. */
const BYTES_PER_COUNT = 2;
const COUNT_MASK = 0xffff;
const MINUS_ONE = COUNT_MASK;
/** An identity of 48 bits is kept as two numbers, since XOR works on 32 bits only. */
const BYTES_PER_HALF = 3;
const BYTES_PER_IDENTITY = 2 * BYTES_PER_HALF;
const BYTES_PER_CELL = BYTES_PER_COUNT + BYTES_PER_IDENTITY;

/** Of the text, in characters: base64url, without padding. */
export const SKETCH_LENGTH = (CELLS * BYTES_PER_CELL * 4) / 3;

interface Key {
	high: number;
	low: number;
}

interface Cell extends Key {
	count: number;
}

/**
 * The sketch of a set, as a text of fixed length.
 * @param identities of 48 bits, in base64url. Each of them is new to the set.
 * @param sketch of a set that they are added to.
 */
export function sketchOf(identities: Iterable<string>, sketch = ''): string {
	const table = readTable(sketch);
	addAll(table, identities);
	return writeTable(table);
}

/** How many identities a sketch stands for: each has one cell in the first part of the table. */
export function countSketched(sketch: string): number {
	return readTable(sketch)
		.slice(0, CELLS_PER_PART)
		.reduce((sum, { count }) => sum + count, 0);
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
	const all = new Set(shown);
	const table = emptyTable();
	addAll(table, all);
	readTable(sketch).forEach((cell, index) => addToCell(table[index], cell, -cell.count));
	const fresh = new Set<string>();
	const missing = new Set<string>();
	const mistaken = new Set<string>();
	const queue = [...table];
	// noise in a broken sketch may look like one missing entry after the other
	for (let cell = queue.pop(); cell && missing.size + mistaken.size <= CELLS; cell = queue.pop()) {
		const { count, ...key } = cell;
		const identity = writeKey(key);
		const own = PARTS.flatMap((part) => table[placeIn(part, key)] ?? []);
		const isFresh = count === 1 && all.has(identity) && !fresh.has(identity);
		const mayBeMissing = count === MINUS_ONE && own.includes(cell) && !all.has(identity);
		const isMissing = mayBeMissing && !missing.has(identity) && !mistaken.has(identity);
		// several entries in one cell may look like one that is missing, until it stands in another cell alone
		const isMistaken = count === 1 && missing.delete(identity);
		if (isFresh) fresh.add(identity);
		else if (isMissing) missing.add(identity);
		else if (isMistaken) mistaken.add(identity);
		else continue;
		for (const other of own) addToCell(other, key, isMissing ? 1 : -1);
		queue.push(...own);
	}
	const isTold = table.every(({ count, high, low }) => count === 0 && high === 0 && low === 0);
	return isTold ? { fresh, missing } : undefined;
}

function addAll(table: Cell[], identities: Iterable<string>): void {
	const bytes = Buffer.from([...identities].join(''), 'base64url');
	for (let offset = 0; offset < bytes.length; offset += BYTES_PER_IDENTITY) {
		const key = readKey(bytes, offset);
		for (const part of PARTS) addToCell(table[placeIn(part, key)], key, 1);
	}
}

function addToCell(cell: Cell | undefined, { high, low }: Key, count: number): void {
	if (!cell) return;
	cell.count = (cell.count + count) & COUNT_MASK;
	cell.high ^= high;
	cell.low ^= low;
}

/** Of a key, one cell out of each third of the table, so that the three are never the same. */
function placeIn(part: number, { high, low }: Key): number {
	const place = part === 0 ? high : part === 1 ? low : high ^ (low >>> 7);
	return part * CELLS_PER_PART + (place % CELLS_PER_PART);
}

function emptyTable(): Cell[] {
	return Array.from({ length: CELLS }, () => ({ count: 0, high: 0, low: 0 }));
}

function readTable(sketch: string): Cell[] {
	const bytes = Buffer.alloc(CELLS * BYTES_PER_CELL);
	bytes.write(sketch, 'base64url');
	return emptyTable().map((_, index) => {
		const offset = index * BYTES_PER_CELL;
		return { count: bytes.readUInt16BE(offset), ...readKey(bytes, offset + BYTES_PER_COUNT) };
	});
}

function writeTable(table: readonly Cell[]): string {
	const bytes = Buffer.alloc(CELLS * BYTES_PER_CELL);
	table.forEach(({ count, ...key }, index) => {
		const offset = index * BYTES_PER_CELL;
		bytes.writeUInt16BE(count, offset);
		putKey(bytes, offset + BYTES_PER_COUNT, key);
	});
	return bytes.toString('base64url');
}

function readKey(bytes: Buffer, offset: number): Key {
	return {
		high: bytes.readUIntBE(offset, BYTES_PER_HALF),
		low: bytes.readUIntBE(offset + BYTES_PER_HALF, BYTES_PER_HALF),
	};
}

function putKey(bytes: Buffer, offset: number, { high, low }: Key): void {
	bytes.writeUIntBE(high, offset, BYTES_PER_HALF);
	bytes.writeUIntBE(low, offset + BYTES_PER_HALF, BYTES_PER_HALF);
}

function writeKey(key: Key): string {
	const bytes = Buffer.alloc(BYTES_PER_IDENTITY);
	putKey(bytes, 0, key);
	return bytes.toString('base64url');
}
