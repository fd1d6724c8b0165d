import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { DAY, HOUR, ME_STATES, runRestarts, type RestartResult } from './restartRun';

/** How often n8n is restarted. */
export const RESTARTS = { never: Infinity, 'every week': 7 * DAY, 'every day': DAY, 'every hour': HOUR };
const OTHERS = [0, 40, 90];

const DOCUMENT = path.join(__dirname, '../../../docs/trigger.md');
/** Own calls may be booked so much higher or lower than they are. */
const MAX_BOOKING_DIFFERENCE = 0.05;
/** Once in ten days: n8n's default engine stores next to nothing between two starts. */
const QUIET_SCANS_PER_DAY = 0.1;
/** What is in the last hours of a month when a restart counts them. */
const MAX_ABOVE_SHARE = 5;
/** Two questions in twelve hours at most: one as n8n starts, and one while it runs. */
const MAX_QUESTIONS = 120;

/**
 * Tests of the table in docs/trigger.md: a month of one code on Pro with the default share, for each state of /me.
 * `npm run test:month` checks the rows of the table; `MONTH=write npm run test:month` writes them.
 */
export function testRestarts(restarts: keyof typeof RESTARTS): void {
	const restartEveryMs = RESTARTS[restarts];

	test.each(OTHERS)(`n8n is restarted ${restarts}, others spend %i%% of the plan`, async (othersPercent) => {
		const cells: string[] = [];
		for (const me of ME_STATES) {
			const month = await runRestarts({ restartEveryMs, othersPercent, me });
			cells.push(describe(month));
			expectShareKept(month);
			expect({ me, lost: month.lost }).toEqual({ me, lost: 0 });
			expect(bookingDifference(month)).toBeGreaterThanOrEqual(-MAX_BOOKING_DIFFERENCE);
			// once the account is empty, a restart books calls that the API's own limit kept from being made: nobody misses them
			if (me === 'works' || month.usedUpAtMs === undefined)
				expect(bookingDifference(month)).toBeLessThanOrEqual(MAX_BOOKING_DIFFERENCE);
		}
		const row = `| ${[restarts, `${othersPercent}%`, ...cells].join(' | ')} |`;
		if (process.env.MONTH === 'write') writeRow(row);
		expect(tableRows()).toContain(row);
	});

	test.each(OTHERS)(
		`n8n is restarted ${restarts}, others spend %i%%, and hardly any scan comes in`,
		async (othersPercent) => {
			for (const me of ME_STATES) {
				const month = await runRestarts({
					restartEveryMs,
					othersPercent,
					me,
					scansPerDay: QUIET_SCANS_PER_DAY,
				});
				expectShareKept(month);
				// where others have all but used up the account, more may be booked than was made: its own limit comes first
				if (othersPercent < 90) expect(bookingDifference(month)).toBeLessThanOrEqual(MAX_BOOKING_DIFFERENCE);
				expect(bookingDifference(month)).toBeGreaterThanOrEqual(-MAX_BOOKING_DIFFERENCE);
			}
		},
	);
}

function expectShareKept({ own, share, longestSilenceMs, asked, errors, usedUpAtMs }: RestartResult): void {
	expect(own).toBeLessThanOrEqual(share + MAX_ABOVE_SHARE);
	// what the account has no calls for, no budget can give
	expect(longestSilenceMs).toBeLessThanOrEqual(DAY);
	expect(asked).toBeLessThan(MAX_QUESTIONS);
	expect(errors.filter((error) => error.startsWith('The trigger pauses'))).toEqual([]);
	if (usedUpAtMs !== undefined) expect(errors.length).toBeGreaterThan(0);
}

function bookingDifference({ booked, own }: RestartResult): number {
	return booked / own - 1;
}

function describe({ own, longestSilenceMs, usedUpAtMs }: RestartResult): string {
	const day = usedUpAtMs === undefined ? '' : `, account empty on day ${new Date(usedUpAtMs).getUTCDate()}`;
	return `${own.toLocaleString('en-US')}; ${(longestSilenceMs / HOUR).toFixed(1)} h${day}`;
}

function tableRows(): string[] {
	return readFileSync(DOCUMENT, 'utf8')
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.map((line) => line.replace(/ +/g, ' '));
}

/** Puts the row in the place of the one with the same first two cells. */
function writeRow(row: string): void {
	const key = row.split('|').slice(1, 3).join('|');
	const lines = readFileSync(DOCUMENT, 'utf8').split('\n');
	const index = lines.findIndex((line) => line.replace(/ +/g, ' ').split('|').slice(1, 3).join('|') === key);
	if (index < 0) throw new Error(`docs/trigger.md has no row for${key}`);
	lines[index] = row;
	writeFileSync(DOCUMENT, lines.join('\n'));
}
