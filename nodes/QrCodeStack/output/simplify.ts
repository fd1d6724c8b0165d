import { QR_CODE_FACTS, SCAN_FACTS } from '../../shared/api/contract';
import { Facts, type FactNames } from '../../shared/api/decode/facts';
import type { JsonObject } from '../../shared/api/endpoints';
import { isObject } from '../../shared/util/objects';

/** n8n's own bound for what an object may show before it needs a short form. */
const MAX_SIMPLE_FIELDS = 10;
/** How many days, countries and so on the short form of analytics keeps of each kind. */
const MAX_GROUPS = 10;

/** Under this name, a model reads which file was attached. */
export const ATTACHED_FILE = 'attached_file';

const QR_CODE_ORDER: readonly FactNames[] = [
	{ names: [ATTACHED_FILE] },
	QR_CODE_FACTS.id,
	QR_CODE_FACTS.name,
	QR_CODE_FACTS.shortUrl,
	QR_CODE_FACTS.destinationUrl,
	QR_CODE_FACTS.scanCount,
	QR_CODE_FACTS.type,
	QR_CODE_FACTS.createdAt,
	QR_CODE_FACTS.deletedAt,
];
const SCAN_ORDER: readonly FactNames[] = [
	SCAN_FACTS.id,
	SCAN_FACTS.qrCodeId,
	SCAN_FACTS.time,
	SCAN_FACTS.country,
	SCAN_FACTS.city,
	SCAN_FACTS.device,
	SCAN_FACTS.os,
	SCAN_FACTS.browser,
	SCAN_FACTS.referrer,
];
/** Tells nobody anything by itself. */
const MEANINGLESS = new Set(['ip_hash']);

/** The short form of a QR code: what it is called, where it leads, how often it was scanned. */
export function simplifyQrCode(code: JsonObject): JsonObject {
	return keepSimpleFields(code, QR_CODE_ORDER);
}

/** The short form of a scan: when, where and with what. */
export function simplifyScan(scan: JsonObject): JsonObject {
	return keepSimpleFields(scan, SCAN_ORDER);
}

/** Known facts first; then other fields, so that an API with other names still gets a short form (A3, A4). */
function keepSimpleFields(object: JsonObject, order: readonly FactNames[]): JsonObject {
	const facts = new Facts(object);
	const others = Object.entries(object).filter(([name, value]) => isSimple(value) && !MEANINGLESS.has(name));
	const fields = new Map(order.flatMap((fact) => listFields(facts, fact)));
	for (const [name, value] of others) if (!fields.has(name)) fields.set(name, value);
	return Object.fromEntries([...fields].slice(0, MAX_SIMPLE_FIELDS));
}

/** What an object shows of a fact: as it does itself, or by our name for it where it stands deeper. */
function listFields(facts: Facts, fact: FactNames): Array<[string, unknown]> {
	const own = facts.keys(fact).filter((key) => isSimple(facts.object[key]));
	if (own.length > 0) return own.map((key) => [key, facts.object[key]]);
	const [name = ''] = fact.names;
	const deeper = facts.first(fact, (value) => (isSimple(value) ? value : undefined));
	return deeper === undefined ? [] : [[name, deeper]];
}

/**
 * The short form of analytics, whose fields nobody documented: totals stay; of a breakdown by day the
 * newest ten remain, of any other the ten largest. `left_out` counts the rest.
 */
export function simplifyAnalytics(figures: JsonObject): JsonObject {
	const leftOut: JsonObject = {};
	const kept = Object.entries(figures).map(([name, value]) => {
		const groups = toGroups(value);
		if (!groups || groups.length <= MAX_GROUPS) return [name, value];
		leftOut[name] = groups.length - MAX_GROUPS;
		const top = keepTop(groups);
		return [name, Array.isArray(value) ? top.map(([, entry]) => entry) : Object.fromEntries(top)];
	});
	const simple = Object.fromEntries(kept) as JsonObject;
	return Object.keys(leftOut).length > 0 ? { ...simple, left_out: leftOut } : simple;
}

/** A breakdown is a list of objects or an object of figures; each becomes pairs of a label and an entry. */
function toGroups(value: unknown): Array<[string, unknown]> | undefined {
	if (Array.isArray(value)) return value.map((entry) => [labelOf(entry), entry]);
	return isObject(value) ? Object.entries(value) : undefined;
}

function keepTop(groups: Array<[string, unknown]>): Array<[string, unknown]> {
	if (groups.every(([label]) => DAY.test(label))) {
		return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).slice(-MAX_GROUPS);
	}
	return [...groups].sort(([, a], [, b]) => sizeOf(b) - sizeOf(a)).slice(0, MAX_GROUPS);
}

const DAY = /^\d{4}-\d{2}/;

function labelOf(entry: unknown): string {
	const texts = isObject(entry) ? Object.values(entry) : [entry];
	return texts.find((text): text is string => typeof text === 'string') ?? '';
}

function sizeOf(entry: unknown): number {
	const values = isObject(entry) ? Object.values(entry) : [entry];
	return values.find((value): value is number => typeof value === 'number') ?? 0;
}

function isSimple(value: unknown): boolean {
	return value !== null && value !== undefined && typeof value !== 'object';
}
