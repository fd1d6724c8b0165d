import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { DAY, HOUR, ME_STATES, runRestarts, type RestartResult } from './restartRun';

/** How often n8n is restarted. */
export const RESTARTS = { never: Infinity, 'every week': 7 * DAY, 'every day': DAY, 'every hour': HOUR };
const OTHERS = [0, 40, 90];

const DOCUMENT = path.join(__dirname, '../../../docs/trigger.md');
/** Own calls may be booked so much higher or lower than they are. */
const MAX_BOOKING_DIFFERENCE = 0.05;

/**
 * Tests of the table in docs/trigger.md: a month of one code on Pro with the default share, for each state of /me.
 * `npm run test:month` checks the rows of the table; `MONTH=write npm run test:month` writes them.
 */
export function testRestarts(restarts: keyof typeof RESTARTS): void {
	test.each(OTHERS)(`n8n is restarted ${restarts}, others spend %i%% of the plan`, async (othersPercent) => {
		const cells: string[] = [];
		for (const me of ME_STATES) {
			const month = await runRestarts({ restartEveryMs: RESTARTS[restarts], othersPercent, me });
			cells.push(describe(month));

			expect({ me, above: Math.max(0, month.own - month.share) }).toEqual({ me, above: 0 });
			const difference = (month.booked - month.own) / month.own;
			expect(difference).toBeGreaterThanOrEqual(-MAX_BOOKING_DIFFERENCE);
			// once the account is empty, a restart books calls that the API's own limit kept from being made: nobody misses them
			if (month.usedUpAtMs === undefined) expect(difference).toBeLessThanOrEqual(MAX_BOOKING_DIFFERENCE);
			expect({ me, lost: month.lost }).toEqual({ me, lost: 0 });
			// what the account has no calls for, no budget can give
			expect(month.longestSilenceMs).toBeLessThanOrEqual(DAY);
			// a question takes no more than a few calls of a month
			expect(month.asked).toBeLessThan(70);
		}
		const row = `| ${[restarts, `${othersPercent}%`, ...cells].join(' | ')} |`;
		if (process.env.MONTH === 'write') writeRow(row);
		expect(tableRows()).toContain(row);
	});
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
