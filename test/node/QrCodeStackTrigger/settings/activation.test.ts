import type { INodeParameters } from 'n8n-workflow';

import { createEngine, ENGINE_NAMES } from '../../../support/engines';
import { createHarness } from '../../../support/harness';
import { failureOf } from '../../../support/mockApi';
import { startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const locator = (value: string) => ({ __rl: true, mode: 'id', value });

/** Settings that can't be read, with what a person is told who activates the workflow. */
const UNREADABLE: Array<[string, INodeParameters, string]> = [
	[
		'codes from an input item that no trigger has',
		{ watch: 'selected', qrCodeIds: '={{ $json.ids }}' },
		'QR Code Names or IDs could not be worked out',
	],
	['codes of nothing', { watch: 'selected', qrCodeIds: '={{ undefined }}' }, 'No QR code is selected'],
	[
		'one code from an item',
		{ watch: 'one', qrCodeId: locator('={{ $json.id }}') },
		'QR Code could not be worked out',
	],
	['one code of nothing', { watch: 'one', qrCodeId: locator('={{ null }}') }, 'No QR code is chosen'],
	['one code that is a path', { watch: 'one', qrCodeId: locator('../me') }, 'This is not a QR code ID'],
	[
		'codes one of which is a path',
		{ watch: 'selected', qrCodeIds: ['a', 'bulk'] },
		'This is not a QR code ID',
	],
	[
		'a start date with a slip',
		{ startFrom: 'date', startDate: '={{ $now.minus({ days: 1 ) }}' },
		'Start Date could not be worked out',
	],
	[
		'a start date of nothing',
		{ startFrom: 'date', startDate: '={{ undefined }}' },
		'The start date is not a date',
	],
	[
		'a country from an item',
		{ options: { country: '={{ $json.country }}' } },
		'Country could not be worked out',
	],
	['a country of nothing', { options: { country: '={{ null }}' } }, 'Country is empty'],
	['a country that is empty', { options: { country: ' ' } }, 'Country is empty'],
	['a device of nothing', { options: { device: '={{ [] }}' } }, 'Device is empty'],
	[
		'a number from an item',
		{ options: { lateWindow: '={{ $json.late }}' } },
		'Late Window could not be worked out',
	],
	[
		'a number that is none',
		{ options: { monthlyBudget: '={{ "half" }}' } },
		'Monthly Budget must be a whole number',
	],
	[
		'a switch that is none',
		{ options: { includeQrCode: '={{ "perhaps" }}' } },
		'Include QR Code must be true or false',
	],
	['matching codes without a filter', { watch: 'matching' }, 'QR Code Filters is empty'],
	[
		'matching codes with an empty filter',
		{ watch: 'matching', qrCodeFilters: { nameStartsWith: '={{ "" }}' } },
		'Name Starts With is empty',
	],
	['a country that there is not', { options: { country: ['DE', 'Germny'] } }, 'Country names no country'],
	['a word that Watch does not have', { watch: 'some' }, 'Watch must be all, matching, selected or one'],
	[
		'a word that Start From does not have',
		{ startFrom: 'then' },
		'Start From must be now, date or beginning',
	],
	[
		'a word that Trigger On does not have',
		{ event: 'lastScan' },
		'Trigger On must be newScan, firstScan, scanMilestone, quietQrCode, newQrCode, changedQrCode, deletedQrCode or apiCallsUsed',
	],
];

describe.each(UNREADABLE)('%s', (_, parameters, headline) => {
	test.each(ENGINE_NAMES)('keep the trigger from being activated in the engine %s, by name', async (name) => {
		t = startTriggerTest();
		const engine = createEngine({ name, harness: t.harness, parameters });
		const failure = await failureOf(engine.activate());
		expect(failure.message).toContain(headline);
		expect(t.calls()).toBe(0);
	});
});

test.each([
	['reads an input item that no trigger has', '={{ $json.key }}'],
	['has a slip', '={{ $json.key ) }}'],
	['gives nothing', '={{ undefined }}'],
])('a key whose expression %s keeps the trigger from being activated', async (_, apiKey) => {
	t = startTriggerTest();
	const harness = createHarness({ apiKey });
	const engine = createEngine({ name: 'legacy', harness, parameters: {} });
	const failure = await failureOf(engine.activate());
	expect(failure.message).toBe('The QRCodeStack credential needs a correction');
	expect(t.calls()).toBe(0);
});
