/** The month's calls as GET /me states them. */
export interface CallsOfMonth {
	used: number;
	limit: number;
}

/**
 * A counter may be set to zero some time after the month has begun; until then, it shows what was used in the month
 * before. A day later it is that of the new month for certain.
 */
const RESET_WITHIN_MS = 24 * 60 * 60_000;

/**
 * Decides whether the share of the month's calls that a person wants to hear of is used: once a month (UTC).
 * @param memory what was remembered: `<month>.<used>.<reported>`; undefined before the first look.
 * @returns what to remember, and whether it is news.
 */
export function decideCallsUsed(
	memory: string | undefined,
	{ used, limit }: CallsOfMonth,
	percent: number,
	nowMs: number,
): { memory: string; isNews: boolean } {
	const month = new Date(nowMs).toISOString().slice(0, 7);
	const [monthBefore = '', usedBefore = '', reported = ''] = (memory ?? '').split('.');
	const isNewMonth = monthBefore !== month;
	const sinceMonthMs = nowMs - Date.parse(`${month}-01T00:00:00Z`);
	const isReset = used < Number(usedBefore) || sinceMonthMs >= RESET_WITHIN_MS;
	// the counter of the old month is not one of the new
	if (memory !== undefined && isNewMonth && !isReset) return { memory, isNews: false };
	const wasReported = reported === '1' && !isNewMonth;
	const isOver = used * 100 >= limit * percent;
	return { memory: `${month}.${used}.${isOver || wasReported ? 1 : ''}`, isNews: isOver && !wasReported };
}
