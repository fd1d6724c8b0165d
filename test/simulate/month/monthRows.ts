import { readFileSync } from 'node:fs';
import path from 'node:path';

import { DAY, HOUR, MINUTE, startTriggerTest, type TriggerTest } from '../../support/triggerTest';
import { MONTH_DAYS, MONTH_START_MS, PLANS, runMonth, SHARE_PERCENT, type Row } from './monthRun';

/**
 * `npm run test:month`. The Advanced plan pays for 50,000 calls a month, which take minutes to run through.
 * `MONTH=full` runs all of them and holds the README against them; without it, these rows end after so many
 * days and are held against the bounds alone.
 */
const SHORT_DAYS = 1;
const isFull = process.env.MONTH === 'full';
/** What a new trigger may start with, and what is saved up. */
const FIRST_DAYS_EXTRA = 40;

const readme = readFileSync(path.join(__dirname, '../../../README.md'), 'utf8');
const HEADER = [
	'| Plan | QR codes | Poll Times | Polls about every | Half of the scans wait at most | Calls in the month | Calls allowed | Scans lost |',
	'| ---- | -------- | ---------- | ----------------- | ------------------------------ | ------------------ | ------------- | ---------- |',
];

/** Tests of the README's table: runs each row, prints it and compares it with what the README says. */
export function testRows(rows: readonly Row[]): void {
	const printed: string[] = [];
	let t: TriggerTest;
	afterEach(() => t.time.restore());
	afterAll(() => void process.stdout.write(`${[...HEADER, ...printed].join('\n')}\n`));

	test.each([...rows])(
		'$plan with $codes codes, polled every $everyMinutes minutes, stays under its share and loses nothing',
		async (row) => {
			const { plan, codes, everyMinutes } = row;
			const days = isFull || plan === 'Pro' ? MONTH_DAYS : SHORT_DAYS;
			const share = (PLANS[plan].perMonth * SHARE_PERCENT) / 100;
			t = startTriggerTest({ codes, startMs: MONTH_START_MS, perMinute: PLANS[plan].perMinute });
			const month = await runMonth(t, row, days);
			const line = describeRow(row, {
				intervalMs: (days * DAY) / month.polls,
				waitMs: month.usualWaitMs,
				calls: month.calls,
				share,
				lost: `${month.lost} of ${month.sent.toLocaleString('en-US')}`,
				isWhole: days === MONTH_DAYS,
			});
			printed.push(line);

			expect({ lost: month.lost, repeated: month.repeated, refused: month.refused }).toEqual({
				lost: 0,
				repeated: 0,
				refused: 0,
			});
			expect(month.calls).toBeLessThanOrEqual(
				Math.min(share, (share * days) / MONTH_DAYS + FIRST_DAYS_EXTRA),
			);
			const perDay = month.callsByDay.map((calls, day) => calls - (month.callsByDay[day - 1] ?? 0));
			// not all in the first days: no day but the first takes much more than its part
			for (const calls of perDay.slice(1)) expect(calls).toBeLessThan((share / MONTH_DAYS) * 1.5);
			// and none much less, as long as the schedule asks for that much
			if (everyMinutes === 1)
				for (const calls of perDay.slice(1, -1)) expect(calls).toBeGreaterThan((share / MONTH_DAYS) * 0.5);
			if (days === MONTH_DAYS) expect(tableLines(readme)).toContain(line);
		},
		isFull ? 20 * MINUTE : 2 * MINUTE,
	);
}

function describeRow(
	{ plan, codes, everyMinutes }: Row,
	{
		intervalMs,
		waitMs,
		calls,
		share,
		lost,
		isWhole,
	}: { intervalMs: number; waitMs: number; calls: number; share: number; lost: string; isWhole: boolean },
): string {
	const schedule =
		everyMinutes === 1
			? 'every minute'
			: everyMinutes === 60
				? 'every hour'
				: `every ${roundDuration(everyMinutes * MINUTE)}`;
	const [interval, wait] = [intervalMs, waitMs].map(roundDuration);
	const made = isWhole ? calls.toLocaleString('en-US') : `${calls.toLocaleString('en-US')} so far`;
	return `| ${[plan, codes.toLocaleString('en-US'), schedule, interval, wait, made, share.toLocaleString('en-US'), lost].join(' | ')} |`;
}

function roundDuration(durationMs: number): string {
	if (durationMs < 2 * MINUTE) return `${Math.round(durationMs / 1000)} seconds`;
	if (durationMs < 2 * HOUR) return `${Math.round(durationMs / MINUTE)} minutes`;
	return `${Math.round(durationMs / HOUR)} hours`;
}

/** The lines of tables, without what makes columns stand below each other. */
function tableLines(text: string): string[] {
	return text
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.map((line) => line.replace(/ +/g, ' '));
}
