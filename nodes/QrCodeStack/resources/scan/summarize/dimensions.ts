import type { Scan } from '../../../../shared/api/decode/scan';
import { readTraits, type ScanTrait } from '../../../../shared/api/decode/scanTraits';
import type { ZoneClock } from '../../../../shared/util/zoneClock';
import { formatDay, formatMonth, placeInWeek, weekdayName, weekOf } from './calendar';
import type { GroupBy } from './fields';

/** By what scans are counted. */
export interface Grouping {
	groupBy: readonly GroupBy[];
	zone: ZoneClock;
	/** 0 for Sunday, 1 for Monday. */
	weekStart: number;
}

/** What one entry of `groupBy` is for a scan: a number for what is on the calendar, an ID, a word; null where unknown. */
export type Value = number | string | null;

const TIMES = ['day', 'week', 'month', 'hour', 'weekday'] as const satisfies GroupBy[];
type TimeGroup = (typeof TIMES)[number];

export function isTime(group: GroupBy): group is TimeGroup {
	return TIMES.some((time) => time === group);
}

/** The values of a scan, in the order of `groupBy`. */
export function valuesOf(scan: Scan, qrCodeId: string, { groupBy, zone, weekStart }: Grouping): Value[] {
	let traits: Record<ScanTrait, string | null> | undefined;
	return groupBy.map((group) => {
		if (group === 'qrCode') return qrCodeId;
		if (isTime(group)) return timeValue(group, scan.timeMs, zone, weekStart);
		traits ??= readTraits(scan.raw);
		return traits[group];
	});
}

/** What a moment is on the calendar or the clock. */
export function timeValue(
	group: TimeGroup,
	timeMs: number,
	zone: ZoneClock,
	weekStart: number,
): number | string {
	switch (group) {
		case 'hour':
			return zone.hourAt(timeMs);
		case 'day':
			return zone.dayAt(timeMs);
		case 'week':
			return weekOf(zone.dayAt(timeMs), weekStart);
		case 'weekday':
			return placeInWeek(zone.dayAt(timeMs), weekStart);
		case 'month':
			return formatMonth(zone.dayAt(timeMs));
	}
}

/** A value as a row shows it. Codes are shown by whoever knows them. */
export function showValue(group: GroupBy, value: Value, weekStart: number): Value {
	if (typeof value !== 'number') return value;
	if (group === 'weekday') return weekdayName(value, weekStart);
	return group === 'hour' ? value : formatDay(value);
}
