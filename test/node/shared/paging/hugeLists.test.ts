import { searchQrCodes } from '../../../../nodes/shared/qrCodes/listSearch';
import { ACTION, createHarness } from '../../../support/harness';

/** More than a JavaScript function takes as arguments, in case somebody hands them on that way. */
const HUGE = 150_000;

test('a JSON array with more rows than a call takes arguments is read to its end', async () => {
	const rows = JSON.stringify(new Array(HUGE).fill({}));
	const parameters = { resource: 'qrCode', operation: 'createMany', source: 'json', qrCodesJson: rows };

	await expect(createHarness().execute(parameters)).rejects.toThrow(
		`${HUGE} rows need a correction; nothing was created`,
	);
});

test('a server without paging that has more codes than a call takes arguments can be searched', async () => {
	const harness = createHarness();
	const context = harness.loadOptionsContext(harness.makeNode(ACTION));
	const codes = Array.from({ length: HUGE }, (_, index) => ({ id: `q${index}`, name: 'Poster' }));
	const answer = { statusCode: 200, headers: {}, body: { success: true, data: codes } };
	Object.assign(context.helpers, { httpRequestWithAuthentication: async () => answer });

	const { results } = await searchQrCodes.call(context, 'poster');

	expect(results).toHaveLength(HUGE);
});
