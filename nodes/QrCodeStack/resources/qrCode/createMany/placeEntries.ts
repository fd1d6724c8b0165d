import type { BulkEntry } from '../../../../shared/api/decode/bulk';
import { decodeQrCode, type QrCode } from '../../../../shared/api/decode/qrCode';
import type { JsonObject } from '../../../../shared/api/endpoints';
import { canonicalJson } from '../../../../shared/util/canonicalJson';

/** Which entries of a bulk answer are about which row. */
export interface Placement {
	byRow: Map<number, BulkEntry[]>;
	/** Entries that fit no row for certain. */
	homeless: BulkEntry[];
}

/** A row that was sent, as entries are compared with it. */
interface SentRow {
	name: string | undefined;
	destinationUrl: string | undefined;
	body: JsonObject;
}

/** An entry, and the rows that it may be about. */
interface Claim {
	entry: BulkEntry;
	/** Undefined for an entry that shows nothing of its row; empty for one that contradicts itself. */
	rows: ReadonlySet<number> | undefined;
}

/**
 * Places the entries of an answer: by what they show of their row, which is an index, a name and a destination. All
 * that is shown has to agree. Only entries that show nothing go by their order, where it leaves no doubt.
 */
export function placeEntries(bodies: readonly JsonObject[], entries: readonly BulkEntry[]): Placement {
	const rows = bodies.map(toSentRow);
	const usable = withUsableIndexes(entries, rows);
	// every row was created: then the order of the list speaks for a row as well
	const isWhole = usable.length === rows.length && usable.every(({ kind }) => kind === 'created');
	const claims = usable.map((entry, at) => ({
		entry,
		rows: findRows(entry, rows, entry.place ?? (isWhole ? at : undefined)),
	}));
	const placement: Placement = { byRow: new Map(), homeless: [] };
	placeCertain(claims, placement);
	placeTwins(claims, rows, placement);
	placeByOrder(claims, rows, placement);
	return placement;
}

function toSentRow(body: JsonObject): SentRow {
	return { ...toComparable(decodeQrCode(body)), body };
}

/** Names and addresses that mean the same may be written otherwise in the answer. */
function toComparable(code: QrCode | undefined): Pick<SentRow, 'name' | 'destinationUrl'> {
	return {
		name: code?.name?.normalize('NFC').replace(/\s+/g, ' ').trim(),
		destinationUrl: code?.destinationUrl === undefined ? undefined : normalizeUrl(code.destinationUrl.trim()),
	};
}

function normalizeUrl(address: string): string {
	return URL.canParse(address) ? new URL(address).href : address;
}

/** Turns the answer's indexes into ours, and takes out those that can't be right: used twice, or counted from elsewhere. */
function withUsableIndexes(entries: readonly BulkEntry[], rows: readonly SentRow[]): BulkEntry[] {
	const base = findBase(entries, rows);
	if (base === undefined) return entries.map(({ row: _row, ...rest }) => rest);
	const claimed = entries.filter(({ kind }) => kind === 'created').map(({ row }) => row?.index);
	return entries.map((entry) => {
		const { row, ...rest } = entry;
		if (row === undefined) return entry;
		const isTwice = entry.kind === 'created' && claimed.filter((index) => index === row.index).length > 1;
		return isTwice ? { ...rest, place: undefined } : { ...rest, row: { index: row.index - base } };
	});
}

/**
 * Whether the indexes count from 0 or from 1: an index outside of the call's rows proves it; else what names and
 * addresses contradict less, or the name under which the indexes stand. Undefined where they fit neither, or
 * both, and a code that shows nothing else would go by a guess.
 */
function findBase(entries: readonly BulkEntry[], rows: readonly SentRow[]): 0 | 1 | undefined {
	const indexed = entries.filter(({ row }) => row !== undefined);
	const count = (base: number, isSlip: (entry: BulkEntry, row: SentRow | undefined) => boolean) =>
		indexed.filter((entry) => isSlip(entry, rows[(entry.row?.index ?? 0) - base])).length;
	if (count(0, isOutside) > 0 && count(1, isOutside) > 0) return undefined;
	for (const isSlip of [isOutside, isContradicted]) {
		const [fromZero, fromOne] = [count(0, isSlip), count(1, isSlip)];
		if (fromZero !== fromOne) return fromZero < fromOne ? 0 : 1;
	}
	const isGuess = indexed.some(
		({ kind, code }) => kind === 'created' && !code?.name && !code?.destinationUrl,
	);
	if (isGuess) return undefined;
	return indexed.some(({ row }) => row?.isNumber) ? 1 : 0;
}

const isOutside = (_: BulkEntry, row: SentRow | undefined) => row === undefined;
const isContradicted = (entry: BulkEntry, row: SentRow | undefined) => !isShown(entry, row);

/** Whether an entry shows nothing that contradicts a row. What a refusal calls its title is no name of a code. */
function isShown({ kind, code }: BulkEntry, row: SentRow | undefined): boolean {
	const { name, destinationUrl } = toComparable(code);
	if (kind === 'refused') return true;
	return (
		(name === undefined || name === row?.name) &&
		(destinationUrl === undefined || destinationUrl === row?.destinationUrl)
	);
}

/**
 * The rows that an entry may be about. A name or an address that no row has may have been changed by the API: then
 * the rest has to come from two sides, of which the order may be one.
 * @param hint the row that the order of the list speaks for, where it does.
 */
function findRows(
	{ kind, row, code }: BulkEntry,
	rows: readonly SentRow[],
	hint: number | undefined,
): ReadonlySet<number> | undefined {
	const { name, destinationUrl } = toComparable(code);
	const all = [...rows.keys()];
	const shown = [
		...(row === undefined ? [] : [all.filter((at) => at === row.index)]),
		...(name === undefined ? [] : [all.filter((at) => rows[at]?.name === name)]),
		...(destinationUrl === undefined
			? []
			: [all.filter((at) => rows[at]?.destinationUrl === destinationUrl)]),
	].filter((found) => kind !== 'refused' || found.length > 0);
	if (shown.length === 0) return undefined;
	const pointing = shown.filter((found) => found.length > 0);
	const common = all.filter((at) => pointing.length > 0 && pointing.every((found) => found.includes(at)));
	const isHinted = hint !== undefined && common.includes(hint);
	if (pointing.length < shown.length && pointing.length < 2 && !isHinted) return new Set();
	return new Set(isHinted ? [hint] : common);
}

function placeCertain(claims: readonly Claim[], placement: Placement): void {
	for (const { entry, rows } of claims) {
		const [row] = rows ?? [];
		if (rows?.size === 0) placement.homeless.push(entry);
		else if (rows?.size === 1 && row !== undefined) place(placement, row, entry);
	}
	// two codes for one row: nobody can say which one is meant
	for (const [row, entries] of placement.byRow) {
		const created = entries.filter(({ kind }) => kind === 'created');
		if (created.length > 1) {
			placement.homeless.push(...created);
			placement.byRow.set(row, [...entries.filter(({ kind }) => kind !== 'created'), { kind: 'unclear' }]);
		} else if (created.length === 1) placement.byRow.set(row, created);
	}
}

/**
 * Entries that fit several rows. Any will do if these are alike in everything; otherwise only codes that have their row
 * for certain narrow the choice. What was refused does not: one slip in its name would give a row another row's code.
 */
function placeTwins(claims: readonly Claim[], rows: readonly SentRow[], placement: Placement): void {
	const isTaken = (row: number) => placement.byRow.get(row)?.some(({ kind }) => kind === 'created') ?? false;
	for (const { entry, rows: possible } of claims) {
		if (!possible || possible.size < 2) continue;
		const open = [...possible].filter((row) => !isTaken(row));
		const areAlike = new Set(open.map((row) => canonicalJson(rows[row]?.body))).size === 1;
		const free = open.find((row) => !placement.byRow.has(row));
		if (free !== undefined && areAlike) place(placement, free, entry);
		else placement.homeless.push(entry);
	}
}

/** Entries that show nothing of their row take the free rows one by one, if there are just as many of one kind. */
function placeByOrder(claims: readonly Claim[], rows: readonly SentRow[], placement: Placement): void {
	const bare = claims.filter((claim) => claim.rows === undefined).map(({ entry }) => entry);
	const free = [...rows.keys()].filter((row) => !placement.byRow.has(row));
	const isOneKind = new Set(bare.map(({ kind }) => kind)).size === 1;
	const isCertain = isOneKind && bare.length === free.length && placement.homeless.length === 0;
	for (const [at, entry] of bare.entries()) {
		const row = entry.place ?? (isCertain ? free[at] : undefined);
		if (row !== undefined && free.includes(row)) place(placement, row, entry);
		else placement.homeless.push(entry);
	}
}

function place({ byRow }: Placement, row: number, entry: BulkEntry): void {
	byRow.set(row, [...(byRow.get(row) ?? []), entry]);
}
