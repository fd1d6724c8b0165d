import type { ZoneClock } from '../../../../shared/util/zoneClock';
import { formatZoned } from '../../../../shared/util/zonedTime';
import type { ScanFilter } from '../scanFilter';

/** A week as people mean it who look back at one: today, which is not over, does not count. */
const USUAL_DAYS = 7;

/** The filter with the last full days, where it has neither a beginning nor an end. */
export function withUsualPeriod(filter: ScanFilter, zone: ZoneClock, nowMs: number): ScanFilter {
	if (filter.afterMs !== undefined || filter.beforeMs !== undefined) return filter;
	const today = zone.dayAt(nowMs);
	return {
		...filter,
		afterMs: zone.startOfDayMs(today - USUAL_DAYS),
		beforeMs: zone.startOfDayMs(today),
	};
}

/** Which time was counted, since no row says it: "Scans from 2026-11-23 00:00 to 2026-11-30 00:00 (Europe/Berlin)". */
export function describePeriod({ afterMs, beforeMs }: ScanFilter, timeZone: string): string {
	const from = afterMs === undefined ? '' : ` from ${formatZoned(afterMs, timeZone)}`;
	const to = beforeMs === undefined ? '' : ` to ${formatZoned(beforeMs, timeZone)}`;
	return `Scans${from}${to} (${timeZone}) were counted.`;
}
