const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "34 seconds", "5 minutes", "9 days": rounded up, so that nobody comes back too early. */
export function formatDuration(durationMs: number): string {
	const units: Array<[number, string]> = [
		[DAY_MS, 'day'],
		[HOUR_MS, 'hour'],
		[MINUTE_MS, 'minute'],
		[SECOND_MS, 'second'],
	];
	const [unitMs, name] = units.find(([ms]) => durationMs >= 2 * ms) ?? ([SECOND_MS, 'second'] as const);
	const count = Math.max(1, Math.ceil(durationMs / unitMs));
	return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** The last moment that a Date can hold; a hostile Retry-After must not make toISOString throw. */
const MAX_DATE_MS = 8.64e15;

/** "2026-11-22 08:15:34 UTC". */
export function formatUtc(epochMs: number): string {
	const iso = new Date(Math.min(epochMs, MAX_DATE_MS)).toISOString();
	return `${iso.replace('T', ' ').replace(/\.\d+Z$/, '')} UTC`;
}
