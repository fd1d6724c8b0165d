import { ConnectorError } from '../../errors/connectorError';
import { renderMessage } from '../../errors/catalogue/catalogue';
import { isObject, omitUndefined } from '../../util/objects';
import { DAY_MS } from '../../util/duration';
import { NO_SCAN_TIME, SCAN_FACTS } from '../contract';
import type { JsonObject } from '../endpoints';
import { describeNames, readFact } from './facts';
import { toId, toTextOnly, toTimeMs } from './values';

/** One entry of a scan log in our own words (A4). */
export interface Scan {
	id?: string;
	timeMs: number;
	/** Everything that the API sent. */
	raw: JsonObject;
}

/**
 * Reads one page of a log. An entry without a time gets that of its newer neighbour, since its place in the log
 * is all that is known of it; entries that are no objects are left out.
 * @param before the time of the last entry of the page before, where there was one.
 * @throws {ConnectorError} kind 'unexpectedAnswer' where a time would have to be guessed, or an ID stands for several
 * scans: such scans would be lost or come twice.
 */
export function decodeScans(rows: readonly unknown[], before?: number): Scan[] {
	const objects = rows.filter(isObject);
	if (objects.length === 0 && rows.length > 0) throw scansUnreadable('scansWithoutTime', rows);
	const times = closeGaps(objects.map(readTimeMs), before);
	const scans = objects.map((raw, index) => {
		const timeMs = times[index];
		if (timeMs === undefined) throw scansUnreadable('scansWithoutTime', [raw]);
		return omitUndefined({ id: readFact(raw, SCAN_FACTS.id, toId), timeMs, raw });
	});
	refuseSharedIds(scans);
	return scans;
}

function readTimeMs(raw: JsonObject): number | undefined {
	const timeMs = readFact(raw, SCAN_FACTS.time, toTimeMs);
	// midnight may be the time of a day whose own stands beside it
	if (timeMs !== undefined && timeMs % DAY_MS !== 0) return timeMs;
	return readSplitTimeMs(raw) ?? timeMs ?? readTimeByForm(raw);
}

/** A day in one field and the time of day in another. */
function readSplitTimeMs(raw: JsonObject): number | undefined {
	const day = readFact(raw, SCAN_FACTS.day, toTextOnly);
	const timeOfDay = readFact(raw, SCAN_FACTS.timeOfDay, toTextOnly);
	return day === undefined || timeOfDay === undefined
		? undefined
		: toTimeMs(`${day.trim().replace(/T00:00.*/, '')}T${timeOfDay.trim()}`);
}

/** A time under a name that nobody foresaw, where it is the only one in the entry. */
function readTimeByForm(raw: JsonObject): number | undefined {
	const objects = [['', raw] as const, ...Object.entries(raw).filter(([, value]) => isObject(value))];
	const times = objects.flatMap(([outer, object]) =>
		Object.entries(object as JsonObject).flatMap(([name, value]) => {
			const key = `${outer}.${name}`;
			// a number could be anything
			const timeMs = typeof value === 'string' && /\D/.test(value.trim()) ? toTimeMs(value) : undefined;
			return timeMs === undefined ? [] : [{ key, timeMs }];
		}),
	);
	const [only] = times;
	return times.length === 1 && only && !NO_SCAN_TIME.test(only.key) ? only.timeMs : undefined;
}

/**
 * Fills times in from the newer neighbour, as the older one could lie behind what was read already, and the scan would
 * never be emitted. Where no two times show which end of the page is the newer one, both neighbours have to agree.
 */
function closeGaps(
	times: ReadonlyArray<number | undefined>,
	before: number | undefined,
): Array<number | undefined> {
	const [first, ...later] = [before, ...times].filter((time) => time !== undefined);
	const last = later.at(-1);
	const fromAbove = fillForward([before, ...times]).slice(1);
	const fromBelow = fillForward([...times].reverse()).reverse();
	if (first === undefined || last === undefined || first === last) {
		return times.map((time, at) => time ?? (fromAbove[at] === fromBelow[at] ? fromAbove[at] : undefined));
	}
	return first < last ? fromBelow : fromAbove;
}

function fillForward(times: ReadonlyArray<number | undefined>): Array<number | undefined> {
	let known: number | undefined;
	return times.map((time) => (known = time ?? known));
}

/** An ID that stands for several scans of a page, as one of the visitor does, would hide all but one of them. */
function refuseSharedIds(scans: readonly Scan[]): void {
	const timeById = new Map<string, number>();
	for (const { id, timeMs, raw } of scans) {
		if (id === undefined) continue;
		const known = timeById.get(id);
		if (known !== undefined && known !== timeMs) throw scansUnreadable('scansShareId', [raw]);
		timeById.set(id, timeMs);
	}
}

function scansUnreadable(
	name: 'scansWithoutTime' | 'scansShareId',
	rows: readonly unknown[],
): ConnectorError {
	const names = rows.filter(isObject).flatMap(Object.keys);
	const text = renderMessage(name, { names: describeNames(names) });
	return new ConnectorError({ ...text, failure: { cause: 'configuration-invalid' } }, 'unexpectedAnswer');
}
