import { NO_FILTERS } from '../../../support/noFilters';
import {
	BLOCKED_WORTH_A_WORD,
	newFilterMemory,
	noteFiltered,
} from '../../../../nodes/QrCodeStackTrigger/scans/blockedScans';
import { describeSeenValues } from '../../../../nodes/QrCodeStackTrigger/scans/seenValues';
import type { ScanFilters } from '../../../../nodes/QrCodeStackTrigger/settings/settings';

const FILTERS: ScanFilters = { ...NO_FILTERS, countries: ['DE'], devices: ['mobile'] };

const scans = (count: number, row: object = { country: 'FR' }) =>
	Array.from({ length: count }, () => ({ qrCodeId: 'q', scan: { row } })) as never;
const NONE = scans(0);

describe('filters that let nothing through', () => {
	test('are worth a word once, after so many scans', () => {
		const memory = newFilterMemory();
		const note = (blocked: number) =>
			noteFiltered(memory, { passed: NONE, blocked: scans(blocked) }, FILTERS);

		expect(note(BLOCKED_WORTH_A_WORD - 1)).toBeUndefined();
		expect(note(1)).toHaveLength(BLOCKED_WORTH_A_WORD);
		expect(note(BLOCKED_WORTH_A_WORD)).toBeUndefined();
	});

	test('are worth another word when something passed meanwhile, or others are set', () => {
		const memory = newFilterMemory();
		const many = { passed: NONE, blocked: scans(BLOCKED_WORTH_A_WORD) };
		noteFiltered(memory, many, FILTERS);
		noteFiltered(memory, { passed: scans(1), blocked: NONE }, FILTERS);

		expect(noteFiltered(memory, many, FILTERS)).toBeDefined();
		expect(noteFiltered(memory, many, { ...FILTERS, countries: ['AT'] })).toBeDefined();
		expect(noteFiltered(memory, many, { ...FILTERS, countries: ['AT'] })).toBeUndefined();
	});

	test('are worth none as long as some scans pass', () => {
		const memory = newFilterMemory();
		for (let poll = 0; poll < 10; poll++) {
			const some = { passed: scans(1), blocked: scans(BLOCKED_WORTH_A_WORD) };
			expect(noteFiltered(memory, some, FILTERS)).toBeUndefined();
		}
	});
});

test('the values that scans have are named where a filter asks, each once', () => {
	const rows = [
		{ country: 'FR', device: 'mobile', city: 'Lyon' },
		{ country: 'US' },
		{ country: 'FR', device: 'mobile' },
	];

	expect(describeSeenValues(rows, FILTERS, 'key')).toBe('the countries FR, US and the device mobile');
	expect(describeSeenValues([{ city: 'Lyon' }], FILTERS, 'key')).toBe('no country and no device');
});

test('values are kept short, few and without markup or the key', () => {
	const rows = Array.from({ length: 15 }, (_, index) => ({
		country: index === 0 ? `<b>${'x'.repeat(500)}</b>` : index === 1 ? 'my-secret-key' : `C${index}`,
	}));
	const text = describeSeenValues(rows, { ...FILTERS, devices: [] }, 'my-secret-key');

	expect(text).not.toMatch(/[<>]|secret/);
	expect(text).toMatch(/ and 5 more$/);
	expect(text.length).toBeLessThan(300);
});
