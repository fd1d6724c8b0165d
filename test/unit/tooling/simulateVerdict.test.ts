import { HOST_WINDOWS } from '../../simulate/world/host';
import { Ledger } from '../../simulate/world/ledger';
import { judge } from '../../simulate/verdict';

const item = (mark: string) => ({ json: { referrer: mark } });

/** A run over so many wanted scans, of which these items were delivered. */
function run(
	delivered: string[],
	{ startsFrom = 'now' as 'now' | 'beginning', calls = 0, lostCalls = 0, scans = ['s1', 's2'] } = {},
) {
	const accountQuota = new Ledger(startsFrom);
	for (const mark of scans) accountQuota.add({ mark, qrCodeId: 'a', isWanted: true });
	accountQuota.add({ mark: 'early', qrCodeId: 'a', isWanted: false });
	const verdict = () => {
		accountQuota.take(delivered.map(item));
		const callsByMonth = new Map([['2026-11', calls]]);
		const lostByMonth = new Map([['2026-11', lostCalls]]);
		const rest = { lostByMonth, callsPerMonth: 10, kills: 0, restarts: 0, polls: 1 };
		return judge([], { accountQuotas: [accountQuota], callsByMonth, ...rest });
	};
	return { accountQuota, verdict };
}

test('a run that delivers every scan once, within its calls, passes', () => {
	const { failures, lost, repeated } = run(['s1', 's2'], { calls: 10 }).verdict();
	expect({ failures, lost, repeated }).toEqual({ failures: [], lost: 0, repeated: 0 });
});

test.each([
	['a scan that is missing', ['s1'], 0, 'lost: s2'],
	['a scan that comes twice', ['s1', 's2', 's1'], 0, 'repeated: s1'],
	['a scan from before the start', ['s1', 's2', 'early'], 0, 'delivered, and should not be: early'],
	['a call too many', ['s1', 's2'], 11, '11 calls in 2026-11, where 10 are allowed'],
])('%s makes a run fail', (_, delivered, calls, failure) => {
	expect(run(delivered, { calls }).verdict().failures).toEqual([failure]);
});

test('the calls of the last poll before a kill may be in no book: the share may be passed by as many, and by no more', () => {
	const failuresOf = (calls: number) => run(['s1', 's2'], { calls, lostCalls: 2 }).verdict().failures;

	expect(failuresOf(12)).toEqual([]);
	expect(failuresOf(13)).toEqual(['13 calls in 2026-11, where 12 are allowed']);
});

describe("the host's own windows", () => {
	const excuse = (window: keyof typeof HOST_WINDOWS, delivered: string[], startsFrom?: 'beginning') => {
		const { accountQuota, verdict } = run(delivered, { startsFrom });
		accountQuota.excuse(
			window,
			window === 'stateOnly' || window === 'itemsOnly' ? [item('s1')] : 'everything',
		);
		return verdict().failures;
	};

	test.each([
		['stateOnly', ['s2'], []],
		['stateOnly', ['s1', 's2', 's1'], ['repeated: s1']],
		['stateOnly', ['s1'], ['lost: s2']],
		['itemsOnly', ['s1', 's2', 's1'], []],
		['itemsOnly', ['s2'], ['lost: s1']],
		['itemsOnly', ['s1', 's2', 's2'], ['repeated: s2']],
		['nothingStored', [], []],
		['nothingStored', ['s1', 's2', 's1'], ['repeated: s1']],
		['renamedUnseen', ['s1', 's2', 's2'], ['repeated: s2']],
	] as const)('%s excuses no more than it brings about (%j)', (window, delivered, failures) => {
		expect(excuse(window, [...delivered])).toEqual(failures);
	});

	test('a trigger that starts over from the beginning may repeat what it knew, and loses nothing', () => {
		expect(excuse('nothingStored', ['s1', 's2', 's1', 's2'], 'beginning')).toEqual([]);
		expect(excuse('nothingStored', ['s1'], 'beginning')).toEqual(['lost: s2']);
	});

	test('are counted, with what they repeated', () => {
		const { accountQuota, verdict } = run(['s1', 's2', 's1']);
		accountQuota.excuse('itemsOnly', [item('s1')]);

		expect(verdict()).toMatchObject({ hostWindows: { itemsOnly: 1 }, hostRepeats: { itemsOnly: 1 } });
	});
});
