import { LEFT_OUT, listQrCodeFields, listScanFields, MEANINGLESS } from '../../shared/api/decode/knownFields';
import type { JsonObject } from '../../shared/api/endpoints';
import { isObject } from '../../shared/util/objects';

/** n8n's own bound for what an object may show before it needs a short form. */
const MAX_SIMPLE_FIELDS = 10;
/** How many days, countries and so on the short form of analytics keeps of each kind. */
const MAX_GROUPS = 10;

/** The short form of a QR code: what it is called, where it leads, how often it was scanned. */
export function simplifyQrCode(code: JsonObject): JsonObject {
	return keepSimpleFields(code, listQrCodeFields(code, isSimple));
}

/** The short form of a scan: when, where and with what. */
export function simplifyScan(scan: JsonObject): JsonObject {
	return keepSimpleFields(scan, listScanFields(scan, isSimple));
}

/** Known facts first; then other fields, so that an API with other names still gets a short form (A3, A4). */
function keepSimpleFields(object: JsonObject, known: ReadonlyArray<[string, unknown]>): JsonObject {
	const others = Object.entries(object).filter(([name, value]) => isSimple(value) && !MEANINGLESS.has(name));
	const fields = new Map(known);
	for (const [name, value] of others) if (!fields.has(name)) fields.set(name, value);
	return Object.fromEntries([...fields].slice(0, MAX_SIMPLE_FIELDS));
}

/**
 * The short form of analytics, whose fields nobody documented: totals stay; of a breakdown by day the
 * newest ten remain, of any other the ten largest. LEFT_OUT counts the rest.
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
	return Object.keys(leftOut).length > 0 ? { ...simple, [LEFT_OUT]: leftOut } : simple;
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
