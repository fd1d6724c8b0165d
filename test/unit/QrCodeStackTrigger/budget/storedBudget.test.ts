import { parseBudget } from '../../../../nodes/QrCodeStackTrigger/budget/storedBudget';

const stored = {
	key: 'k',
	account: 'a',
	percent: 50,
	limit: 5_000,
	byOthers: 0,
	forecastAtMs: 3,
	tokens: -3,
	spent: 7,
	atMs: 5,
	pollCalls: 1,
	callsPerHour: 60,
	askedAtMs: 4,
	pausedSinceMs: 2,
};

test('a budget is read as it was stored', () => {
	expect(parseBudget(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
});

test.each([
	['that is missing', undefined],
	['that is no object', [stored]],
	['without a key', { ...stored, key: undefined }],
	['with a text in it', { ...stored, spent: '7' }],
	['with fewer calls than none', { ...stored, spent: -1 }],
	['without a time', { ...stored, atMs: null }],
	['with polls that take no call', { ...stored, pollCalls: 0 }],
	['of a share of nothing', { ...stored, percent: 0 }],
])('a budget %s begins anew', (_, value) => {
	expect(parseBudget(value)).toBeUndefined();
});

test.each(['limit', 'callsPerHour', 'askedAtMs', 'pausedSinceMs', 'forecastAtMs', 'account'])(
	'%s may be missing, and is left out where it can not be',
	(name) => {
		const { [name]: _left, ...rest } = stored as Record<string, unknown>;

		expect(parseBudget(rest)).toEqual(rest);
		expect(parseBudget({ ...stored, [name]: -1 })).toEqual(rest);
	},
);
