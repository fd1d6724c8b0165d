import type { INodeParameters } from 'n8n-workflow';

import { createHarness } from '../support/harness';
import { failureOf, guardNetwork } from '../support/mockApi';

const harness = createHarness();
guardNetwork();

const createMany = (qrCodesJson: string, options: INodeParameters = {}): INodeParameters => ({
	resource: 'qrCode',
	operation: 'createMany',
	source: 'json',
	qrCodesJson,
	options,
});

test.each<[string, INodeParameters, string]>([
	[
		'Batch Size must not be over 500',
		createMany('[{"name":"A","destination_url":"https://a.example"}]', { batchSize: 501 }),
		'at once',
	],
	['QR Codes (JSON) is not complete JSON', createMany('[{"name":"A"}'), 'ends too early'],
	['QR Codes (JSON) is not valid JSON', createMany('[{"name":,}]'), 'line 1, character 10: “,”'],
])('a slip in a field is told before any call: %s', async (headline, parameters, detail) => {
	const failure = await failureOf(harness.execute(parameters));
	expect(failure.message).toBe(headline);
	expect(failure.description).toContain(detail);
});
