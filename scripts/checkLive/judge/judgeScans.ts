import { SCAN_FACTS } from '../../../nodes/shared/api/contract';
import { LATE_ENTRY_WINDOW_MS } from '../../../nodes/shared/api/limits';
import { Facts, readFact } from '../../../nodes/shared/api/decode/facts';
import { toId, toTimeMs } from '../../../nodes/shared/api/decode/values';
import { isObject, toText } from '../../../nodes/shared/util/objects';
import { isAccepted } from '../observe/answers';
import { finding, holds, unknown, type Finding } from './finding';
import { nameSpelling } from './nameSpelling';
import type { Observations } from '../observe/observations';
import { rowsOf } from '../observe/observeScans';

/** Larger numbers are milliseconds: in seconds this would be the year 5138. */
const LARGEST_SECONDS = 1e11;

type Row = { [name: string]: unknown };

/** The fields of A4 beside id and time. */
const SCAN_DETAILS = ['country', 'city', 'device', 'os', 'browser', 'referrer', 'ip_hash', 'qr_code_id'];

/** Judges what a log of scans shows: fields (A4), order (A5) and lateness (A6). Pure. */
export function judgeScans(seen: Observations): Finding[] {
	return [judgeFields(seen), judgeOrder(seen), judgeLateness(seen)];
}

/** The log that shows most: our own, or that of a code that was scanned before. */
function findRows({ scanLogs, otherScanLog }: Observations): Row[] {
	const own = rowsOf(scanLogs.at(-1)?.answer).filter(isObject);
	const other = rowsOf(otherScanLog).filter(isObject);
	return own.length >= other.length ? own : other;
}

function judgeFields(seen: Observations): Finding {
	const [row] = findRows(seen);
	if (!row) return unknown('A4', describeNothing(seen));
	const spelling = nameSpelling(row, SCAN_FACTS);
	const isAssumed = spelling === 'assumed';
	const [timeField = spelling] = new Facts(row)
		.keys(SCAN_FACTS.time)
		.filter((key) => toTimeMs(row[key]) !== undefined);
	if (Number.isNaN(readTimeMs(row)))
		return finding('A4', 'fails', `a scan shows no time; it has: ${Object.keys(row).join(', ')}`);
	const known = new Set<string>([...SCAN_FACTS.id.names, ...SCAN_FACTS.time.names, ...SCAN_DETAILS]);
	const extra = isAssumed ? Object.keys(row).filter((name) => !known.has(name)) : [];
	const missing = isAssumed ? SCAN_DETAILS.filter((name) => !(name in row)) : [];
	const hasId = readFact(row, SCAN_FACTS.id, toId) !== undefined;
	const variants = [
		...(hasId ? [] : ['scanIds=false']),
		...(isAssumed ? [] : [`scanSpelling=${spelling}`]),
		...(isAssumed && timeField !== SCAN_FACTS.time.names[0] ? [`scanTimeField=${timeField}`] : []),
		...nameTimeForm(row[timeField]),
		...(isFine(findRows(seen)) ? [] : ['scanTimePrecision=s']),
		...(extra.length > 0 ? ['extraFields=true'] : []),
	];
	const says = [
		`a scan has its time in ${timeField}${hasId ? ' and an id' : ' and no id'}`,
		...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
		...(extra.length > 0 ? [`not known: ${extra.join(', ')}`] : []),
	].join('; ');
	return finding('A4', variants.length + missing.length === 0 ? 'holds' : 'differs', says, variants);
}

/** Whether any time is finer than a second. */
function isFine(rows: Row[]): boolean {
	return rows.some((row) => readTimeMs(row) % 1_000 !== 0);
}

/** The form of a time that is not written as documented. */
function nameTimeForm(time: unknown): string[] {
	const text = toText(time);
	const number = Number(text);
	if (text === '') return [];
	if (Number.isNaN(number)) return /(?:z|[+-]\d\d:?\d\d)$/i.test(text) ? [] : ['scanTimeForm=no_zone'];
	if (typeof time === 'string') return ['scanTimeForm=epoch_text'];
	return [number > LARGEST_SECONDS ? 'scanTimeForm=epoch_ms' : 'scanTimeForm=epoch_seconds'];
}

function judgeOrder(seen: Observations): Finding {
	const times = findRows(seen).map(readTimeMs);
	const isAscending = times.every((time, index) => index === 0 || time >= times[index - 1]!);
	const isDescending = times.every((time, index) => index === 0 || time <= times[index - 1]!);
	if (times.length < 2 || (isAscending && isDescending)) {
		return unknown('A5', times.length < 2 ? describeNothing(seen) : 'the scans have the same time');
	}
	if (isDescending) return holds('A5', 'the newest scan comes first');
	return isAscending
		? finding('A5', 'differs', 'the oldest scan comes first', ['scanOrder=oldest_first'])
		: finding('A5', 'fails', 'the log of scans is in no order of time');
}

function readTimeMs(row: Row): number {
	return readFact(row, SCAN_FACTS.time, toTimeMs) ?? Number.NaN;
}

function judgeLateness({ scanLogs, visitsAtMs }: Observations): Finding {
	const lastVisitMs = visitsAtMs.at(-1);
	if (lastVisitMs === undefined) return unknown('A6', 'no scan was made');
	const complete = scanLogs.find(({ answer }) => rowsOf(answer).length >= visitsAtMs.length);
	const windowText = `${LATE_ENTRY_WINDOW_MS / 60_000} minutes`;
	if (complete) {
		const seconds = Math.ceil((complete.atMs - lastVisitMs) / 1_000);
		return holds('A6', `two scans stood in the log within ${seconds} s; up to ${windowText} are allowed for`);
	}
	const waitedMs = (scanLogs.at(-1)?.atMs ?? lastVisitMs) - lastVisitMs;
	const says = `the scans were not in the log after ${Math.round(waitedMs / 1_000)} s; try a longer --scan-wait`;
	return waitedMs > LATE_ENTRY_WINDOW_MS ? finding('A6', 'fails', says) : unknown('A6', says);
}

function describeNothing({ scanLogs, visitsAtMs, otherScanLog }: Observations): string {
	if (scanLogs.length > 0 && !isAccepted(scanLogs.at(-1)?.answer))
		return 'the log of scans did not come back';
	const visits =
		visitsAtMs.length > 0 ? 'the scans that were made are not in the log yet' : 'no scan was made';
	return `${visits}${otherScanLog ? '' : ', and no other code with scans was found'}`;
}
