import type { INodeParameters } from 'n8n-workflow';

import { ACTION, createHarness, TOOL } from '../support/harness';
import { failureOf, guardNetwork, refusal, serve } from '../support/mockApi';

const harness = createHarness();
guardNetwork();

const run = async (type: string, parameters: INodeParameters) =>
	await harness.execute(parameters, { node: { type } });

const getCode = {
	resource: 'qrCode',
	operation: 'get',
	qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
};

// n8n's agent passes on the headline only
describe('what a model gets when a call does not work', () => {
	test('holds what happened, what to do and what the API said, all in the headline', async () => {
		serve(refusal(404, 'No such code', 'not_found'));

		const failure = await failureOf(run(TOOL, getCode));

		expect(failure.message).toMatch(
			/^QRCodeStack could not find this QR code\. .*check the ID.*"No such code"/,
		);
	});

	test('names the value that needs a correction', async () => {
		const failure = await failureOf(
			run(TOOL, { resource: 'qrCode', operation: 'create', name: 'Menu', destinationUrl: 'no address' }),
		);

		expect(failure.message).toMatch(/^The values of the node need a correction\. .*Destination URL/);
	});

	test('is split into headline and description in a workflow', async () => {
		serve(refusal(404, 'No such code', 'not_found'));

		const failure = await failureOf(run(ACTION, getCode));

		expect(failure.message).toBe('QRCodeStack could not find this QR code');
		expect(failure.description).toContain('"No such code"');
	});
});
