import { DAY_MS } from '../../../../shared/util/duration';
import { isTime, timeValue, type Grouping, type Value } from './dimensions';
import { MAX_GROUPS, toGroupKey, type Group } from './tally';

/** What rows there have to be. */
export interface Whole extends Grouping {
	/** Undefined where no beginning is known. */
	startMs: number | undefined;
	endMs: number;
	/** All codes that are meant. */
	qrCodeIds: readonly string[];
}

/** Hours begin at these steps in every zone, and clocks are changed by them. */
const STEP_MS = 15 * 60_000;
/** Fifty years: their days alone are more rows than anyone reads. */
const MAX_DAYS = 18_000;

/**
 * Adds the groups without scans: of each day, hour and so on of the time that is meant, for each code that is meant and
 * for each combination of the other words that any scan has.
 * @returns undefined where these would be too many rows.
 */
export function fillGaps(groups: readonly Group[], whole: Whole): Group[] | undefined {
	const times = listTimes(whole);
	const others = listOthers(groups, whole);
	const ids = whole.groupBy.includes('qrCode') ? whole.qrCodeIds : [''];
	if (!times || times.length * others.length * ids.length > MAX_GROUPS) return undefined;
	const byKey = new Map(groups.map((group) => [toGroupKey(group.values), group]));
	for (const time of times) {
		for (const id of ids) {
			for (const other of others) {
				const values = whole.groupBy.map((group, index): Value => {
					if (group === 'qrCode') return id;
					return isTime(group) ? time[index]! : other[index]!;
				});
				const key = toGroupKey(values);
				if (!byKey.has(key)) byKey.set(key, { values, scans: 0 });
			}
		}
	}
	return [...byKey.values()];
}

/** The different times in the time that is meant; undefined where they are too many to go through. */
function listTimes(whole: Whole): Value[][] | undefined {
	const { groupBy, startMs, endMs, zone, weekStart } = whole;
	if (!groupBy.some(isTime)) return [[]];
	if (startMs === undefined) return [];
	if ((endMs - startMs) / DAY_MS > MAX_DAYS) return undefined;
	const times = new Map<string, Value[]>();
	for (const momentMs of moments(whole, startMs)) {
		const values = groupBy.map((group): Value => {
			return isTime(group) ? timeValue(group, momentMs, zone, weekStart) : null;
		});
		times.set(toGroupKey(values), values);
	}
	return [...times.values()];
}

/** Moments of which at least one lies in each day, and in each hour where hours are counted. */
function* moments({ groupBy, endMs, zone }: Whole, startMs: number): Generator<number> {
	const hasHours = groupBy.includes('hour');
	let momentMs = startMs;
	while (momentMs < endMs) {
		yield momentMs;
		momentMs = hasHours
			? Math.floor(momentMs / STEP_MS + 1) * STEP_MS
			: zone.startOfDayMs(zone.dayAt(momentMs) + 1);
	}
}

/** The combinations of words that stand in scans; none of any where there is no scan. */
function listOthers(groups: readonly Group[], { groupBy }: Whole): Value[][] {
	const others = new Map<string, Value[]>();
	for (const { values } of groups) {
		const words = values.map((value, index) => (isWord(groupBy[index]!) ? value : null));
		others.set(toGroupKey(words), words);
	}
	return others.size > 0 ? [...others.values()] : [groupBy.map(() => null)];
}

function isWord(group: Whole['groupBy'][number]): boolean {
	return group !== 'qrCode' && !isTime(group);
}
