import { newWarningMemory, warnOfLoss } from '../../../nodes/QrCodeStackTrigger/warnings';

const MINUTE = 60_000;
const LATENESS = 15 * MINUTE;

function openLog() {
	const lines: string[] = [];
	const memory = newWarningMemory();
	const context = { logger: { warn: (line: string) => void lines.push(line) } };
	const poll = (
		nowMs: number,
		met: { overflowIds?: string[]; missed?: Array<{ id: string; count: number }> } = {},
	) =>
		warnOfLoss(
			context as never,
			memory,
			{ overflowIds: [], missed: [], ...met },
			{ allowedLatenessMs: LATENESS, nowMs },
		);
	return { lines, poll };
}

test('what is the same at every poll is logged at once, and then as a sum once an hour', () => {
	const { lines, poll } = openLog();
	const ids = Array.from({ length: 18 }, (_, index) => `c${index}`);
	for (let minute = 0; minute < 180; minute++) poll(minute * MINUTE, { overflowIds: ids });

	expect(lines).toHaveLength(3);
	expect(lines[0]).toContain(
		'more scans within 15 minutes than can be remembered, of 18 QR codes ("c0", "c1", "c2" and others);',
	);
	expect(lines[0]).not.toContain('since the last warning');
	expect(lines[1]).toContain('in 1080 reads since the last warning');
});

test('one code is named as before, and nothing is logged where there is nothing to warn of', () => {
	const { lines, poll } = openLog();
	poll(0);
	poll(MINUTE, { overflowIds: ['a'] });

	expect(lines).toEqual([
		'QRCodeStack Trigger: more scans within 15 minutes than can be remembered, of QR code "a"; scans that enter the log late may be missed',
	]);
});

test('scans that are left out are counted over all codes, and the last of them are logged although no more follow', () => {
	const { lines, poll } = openLog();
	poll(0, { missed: [{ id: 'a', count: 5 }] });
	poll(MINUTE, {
		missed: [
			{ id: 'a', count: 7 },
			{ id: 'b', count: 100 },
		],
	});
	for (let minute = 2; minute <= 120; minute++) poll(minute * MINUTE);

	expect(lines.map((line) => /: (.*) came in late/.exec(line)?.[1])).toEqual([
		'5 scans of QR code "a"',
		'107 scans of 2 QR codes ("a", "b")',
	]);
});

test('a clock that is set back does not silence a warning', () => {
	const { lines, poll } = openLog();
	poll(1_000 * MINUTE, { overflowIds: ['a'] });
	poll(MINUTE, { overflowIds: ['a'] });

	expect(lines).toHaveLength(2);
});
