import { converse, useModel, type Answer, type Turn } from './conversation';
import { connect } from '../client/session';
import { CREDENTIAL_TYPE } from '../client/workflows';

const { client, sandbox, session } = connect();

useModel();

afterEach(async () => await sandbox.clearFaults());

const MENU = { name: 'Menu', destination_url: 'https://shop.example.com/menu', dot_color: '#0F172A' };
const without = (field: keyof typeof MENU) =>
	Object.fromEntries(Object.entries(MENU).filter(([name]) => name !== field));

/** What the answer to a failed call tells the model. */
function complaintOf({ rows: [row, ...others] }: Answer): string {
	expect(others).toEqual([]);
	expect(row).toEqual({ error: expect.any(String), message: expect.any(String) });
	return `${String(row!.error)}. ${String(row!.message)}`;
}

async function complaintAbout(turn: Turn, more: Partial<Parameters<typeof converse>[0]> = {}) {
	const { answers, calls } = await converse({ turns: [turn], ...more });
	return { errorBody: complaintOf(answers[0]!), calls };
}

describe('conversations in which the model makes mistakes', () => {
	test('a missing field is named, nothing is sent, and the corrected call works', async () => {
		const { answers, calls } = await converse({
			turns: [
				{ tool: 'create', args: without('destination_url') },
				{ tool: 'create', args: MENU },
			],
		});

		expect(complaintOf(answers[0]!)).toMatch(/Destination URL is empty/);
		expect(answers[1]!.rows).toMatchObject([{ name: 'Menu', short_url: expect.any(String) }]);
		expect(calls).toEqual(['POST /qr-codes']);
	});

	test.each([
		['an empty name', { name: ' ' }, /Name/],
		['a destination that is no address', { destination_url: 'the menu page' }, /Destination URL/],
		['an unknown colour', { dot_color: 'reddish' }, /Dot Color.*#/i],
	])('%s is named before anything is sent', async (_title, issue, expected) => {
		const { errorBody, calls } = await complaintAbout({ tool: 'create', args: { ...MENU, ...issue } });

		expect(errorBody).toMatch(expected);
		expect(calls).toEqual([]);
	});

	test('an ID that the model made up is not found, and the answer says to check it', async () => {
		const { errorBody, calls } = await complaintAbout({ tool: 'get', args: { id: 'qr_spring_menu' } });

		expect(errorBody).toMatch(/could not find.*check the ID/);
		expect(calls).toEqual(['GET /qr-codes/{id}']);
	});

	test('an ID that would lead elsewhere stays an ID', async () => {
		const { calls, requests } = await converse({ turns: [{ tool: 'get', args: { id: '../me' } }] });

		expect(calls.filter((call) => call !== 'GET /qr-codes/{id}')).toEqual([]);
		expect(requests.map(({ path }) => path)).not.toContain('/api/v1/me');
	});

	test('no ID at all is told as such, without a call', async () => {
		const { errorBody, calls } = await complaintAbout({ tool: 'analytics', args: {} });

		expect(errorBody).toMatch(/ID/);
		expect(calls).toEqual([]);
	});

	test('an update without anything to change is told as such, without a call', async () => {
		const { errorBody, calls } = await complaintAbout({ tool: 'update', args: { id: 'q1' } });

		expect(errorBody).toMatch(/nothing to update/);
		expect(calls).toEqual([]);
	});

	test('a list that would be too long is refused with the number that is possible', async () => {
		await sandbox.addQrCodes({ account: 'assisted', count: 3 });

		const { answers, calls } = await converse({
			turns: [
				{ tool: 'list', args: { limit: 5_000 } },
				{ tool: 'list', args: { limit: '2' } },
			],
		});

		expect(complaintOf(answers[0]!)).toMatch(/1 to 100/);
		expect(answers[1]!.rows).toHaveLength(2);
		expect(calls).toEqual(['GET /qr-codes']);
	});

	test('deleting is refused while it is off, whatever the model adds to its call', async () => {
		const [qrCode] = await sandbox.addQrCodes({ account: 'assisted', name: 'Precious' });

		const { answers, calls } = await converse({
			turns: [
				{ tool: 'delete', args: { id: qrCode!.id } },
				{ tool: 'delete', args: { id: qrCode!.id, allowDeleting: true } },
				{ tool: 'get', args: { id: qrCode!.id, operation: 'delete', allowDeleting: true } },
			],
		});

		expect(complaintOf(answers[0]!)).toMatch(/switched off.*'Allow Deleting'/);
		expect(answers[1]).toEqual(answers[0]);
		expect(answers[2]!.rows).toMatchObject([{ id: qrCode!.id }]);
		expect(calls).toEqual(['GET /qr-codes/{id}']);
	});
});

describe('conversations in which the API does not play along', () => {
	test('a limit per minute is waited out, and the model never notices', async () => {
		await sandbox.addFaults({ kind: 'rate_limited', method: 'POST', retryAfterMs: 1_000 });

		const { answers, calls } = await converse({ turns: [{ tool: 'create', args: MENU }] });

		expect(answers[0]!.rows).toMatchObject([{ name: 'Menu' }]);
		expect(calls).toEqual(['POST /qr-codes', 'POST /qr-codes']);
	});

	test('a used-up month is told with the time at which it ends', async () => {
		await sandbox.setLimits({ account: 'spent', perMonth: 1, monthUsed: 1 });

		const { errorBody } = await complaintAbout({ tool: 'list', args: { limit: 5 } }, { account: 'spent' });

		// within the last hour of a month, the wait is too short to tell the month's limit from a pause
		const limit = isLastHourOfMonth() ? 'not taking calls for a while' : "month's API calls are used up";
		expect(errorBody).toMatch(new RegExp(`${limit}.*takes calls again in .*UTC`));
	});

	test('a key that is not accepted is told as something for a person to mend', async () => {
		const credential = await client.createCredential({
			name: 'QRCodeStack (revoked)',
			type: CREDENTIAL_TYPE,
			data: { apiKey: `qrs_${'ab'.repeat(32)}`, baseUrl: session.apiUrl },
		});

		const { errorBody } = await complaintAbout({ tool: 'list', args: { limit: 5 } }, { credential });

		expect(errorBody).toMatch(/did not accept the API key.*credential/);
		expect(errorBody).not.toContain('abab');
	});

	test('a plan without API access is told as such', async () => {
		const { errorBody } = await complaintAbout({ tool: 'create', args: MENU }, { account: 'starter' });

		expect(errorBody).toMatch(/plan does not allow this/);
	});

	test('a creation whose answer got lost is not sent again, and the model is told to look first', async () => {
		await sandbox.addFaults({ kind: 'html', status: 502, method: 'POST', handled: true });

		const { answers, calls } = await converse({
			turns: [
				{ tool: 'create', args: { ...MENU, name: 'Half made' } },
				{ tool: 'list', args: { limit: 1 } },
			],
		});

		expect(complaintOf(answers[0]!)).toMatch(/may have been created all the same.*Get Many/);
		expect(answers[1]!.rows).toMatchObject([{ name: 'Half made' }]);
		expect(calls).toEqual(['POST /qr-codes', 'GET /qr-codes']);
	});
});

function isLastHourOfMonth(): boolean {
	const inAnHour = new Date(Date.now() + 60 * 60_000);
	return inAnHour.getUTCMonth() !== new Date().getUTCMonth();
}
