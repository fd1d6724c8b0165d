import { readFileSync } from 'node:fs';
import path from 'node:path';

import { TRAFFICS } from '../../support/traffic';
import { MINUTE } from '../../support/triggerTest';
import { meanOf, medianOf, playTraffic } from './pacingRun';

/** Each is another month of the same kind of traffic. */
const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
/** As many calls as evenly spread polls make. */
const MAX_CALLS_DIFFERENCE = 0.01;

const performance = readFileSync(path.join(__dirname, '../../../docs/performance.md'), 'utf8');

function measure(traffic: keyof typeof TRAFFICS) {
	const play = (isEven: boolean) => {
		const months = SEEDS.map((seed) => playTraffic(TRAFFICS[traffic], seed, isEven));
		const waitsMs = months.flatMap((month) => month.waitsMs);
		return {
			median: medianOf(waitsMs) / MINUTE,
			mean: meanOf(waitsMs) / MINUTE,
			calls: months.reduce((sum, { calls }) => sum + calls, 0),
			optimum: meanOf(months.map(({ optimumMs }) => optimumMs)) / MINUTE,
		};
	};
	return { even: play(true), learned: play(false) };
}

test.each<[keyof typeof TRAFFICS, string, { median?: number; mean?: number }]>([
	['bursts', 'Two bursts a week, 28 scans within an hour or two', { median: 0.4 }],
	['shop', 'A shop: forty scans a day, at noon and in the evening', { median: 0.82 }],
	['even', 'Forty scans a day, at any hour alike', { mean: 1.05 }],
])(
	'scans that come in like "%s" are found sooner, or no later, with the same number of calls',
	(traffic, title, bars) => {
		const { even, learned } = measure(traffic);
		const cells = [even.median, learned.median, even.mean, learned.mean, learned.optimum].map((minutes) =>
			minutes.toFixed(1),
		);
		const row = `| ${[title, ...cells].join(' | ')} |`;
		process.stdout.write(`${row}\n`);

		expect(Math.abs(learned.calls / even.calls - 1)).toBeLessThan(MAX_CALLS_DIFFERENCE);
		expect(learned.median / even.median).toBeLessThanOrEqual(bars.median ?? Infinity);
		expect(learned.mean / even.mean).toBeLessThanOrEqual(bars.mean ?? Infinity);
		expect(performance.replace(/ +/g, ' ')).toContain(row);
	},
);
