import { DAY, HOUR, ME_STATES, runRestarts } from './restartRun';
test('x', async () => {
	for (const restartEveryMs of [Infinity, HOUR, DAY, 7 * DAY])
		for (const othersPercent of [0, 40, 90])
			for (const me of ME_STATES) {
				const a = process.cpuUsage().user;
				const { errors, ...r } = await runRestarts({
					restartEveryMs,
					othersPercent,
					me,
					listPages: Number(process.env.PAGES ?? 0),
				});
				process.stdout.write(
					`${restartEveryMs / HOUR}h ${othersPercent}% ${me}: own ${r.own} booked ${Math.round(r.booked)} silence ${(r.longestSilenceMs / HOUR).toFixed(1)}h lost ${r.lost}/${r.sent} most ${r.mostOfPoll} asked ${r.asked} usedUp ${r.usedUpAtMs ? ((r.usedUpAtMs - Date.UTC(2026, 10, 1)) / DAY).toFixed(1) : '-'} errors ${errors.length} ${[...new Set(errors)].join('|').slice(0, 80)} ${((process.cpuUsage().user - a) / 1e6).toFixed(1)}s\n`,
				);
			}
});
