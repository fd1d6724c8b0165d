import { DAY_MS } from '../../../../shared/util/duration';

/** 0 for Sunday, as JavaScript counts; 1970-01-01, day 0, was a Thursday. */
const WEEKDAY_OF_DAY_0 = 4;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const DAYS_PER_WEEK = 7;

/** Where a weekday stands in a week, from 0. */
export function placeInWeek(day: number, weekStart: number): number {
	const weekday = (((day + WEEKDAY_OF_DAY_0) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
	return (weekday - weekStart + DAYS_PER_WEEK) % DAYS_PER_WEEK;
}

/** The weekday at a place in the week. */
export function weekdayName(place: number, weekStart: number): string {
	return WEEKDAYS[(place + weekStart) % DAYS_PER_WEEK]!;
}

/** The day with which the week of a day begins. */
export function weekOf(day: number, weekStart: number): number {
	return day - placeInWeek(day, weekStart);
}

/** "2026-11-30", for a day counted from 1970-01-01. */
export function formatDay(day: number): string {
	return new Date(day * DAY_MS).toISOString().slice(0, -'T00:00:00.000Z'.length);
}

/** "2026-11". */
export function formatMonth(day: number): string {
	return formatDay(day).slice(0, -'-30'.length);
}
