const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

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
