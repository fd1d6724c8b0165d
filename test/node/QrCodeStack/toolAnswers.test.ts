import type { INode, INodeParameters } from 'n8n-workflow';

import { findOperation } from '../../../nodes/QrCodeStack/resources/resources';
import { ACTION, createHarness, TOOL } from '../../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve } from '../../support/mockApi';
import { ALL_OPERATIONS } from '../../support/operations';

const harness = createHarness();
guardNetwork();

const run = async (type: string, parameters: INodeParameters) =>
	await harness.execute(parameters, { node: { type } });

const getCode = {
	resource: 'qrCode',
	operation: 'get',
	qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
};

const failed = async (parameters: INodeParameters, node: Partial<INode> = {}) => {
	const [item, ...others] = await harness.execute(parameters, { node: { type: TOOL, ...node } });
	expect(others).toEqual([]);
	return item!;
};

describe('what a model gets when a call does not work', () => {
	// n8n 1.x ends the whole agent when a tool throws, and n8n 2.x hands on nothing but the headline
	test('is an item that says what happened, what to do and what the API said', async () => {
		serve(refusal(404, 'No such code', 'not_found'));

		expect((await failed(getCode)).json).toEqual({
			error: 'QRCodeStack could not find this QR code',
			message: expect.stringMatching(/check the ID.*"No such code"/),
		});
	});

	test('names the value that needs a correction', async () => {
		const create = { resource: 'qrCode', operation: 'create', name: 'Menu', destinationUrl: 'no address' };

		expect((await failed(create)).json.message).toMatch(/^Destination URL/);
	});

	test('is all in one sentence with Retry On Fail, where n8n makes the item from the headline', async () => {
		serve(refusal(404, 'No such code', 'not_found'));

		const { json, error } = await failed(getCode, { retryOnFail: true });

		expect(json).toEqual({});
		expect(error?.message).toMatch(
			/^QRCodeStack could not find this QR code\. .*check the ID.*"No such code"/,
		);
	});

	test('is an error that ends the workflow where a person wants that', async () => {
		serve(refusal(404, 'No such code', 'not_found'));

		await expect(failed(getCode, { onError: 'stopWorkflow' })).rejects.toThrow('could not find');
	});

	test('is split into headline and description in a workflow', async () => {
		serve(refusal(404, 'No such code', 'not_found'));

		const failure = await failureOf(run(ACTION, getCode));

		expect(failure.message).toBe('QRCodeStack could not find this QR code');
		expect(failure.description).toContain('"No such code"');
	});
});

test('an empty list says so to a model, and stays empty in a workflow', async () => {
	const list = { resource: 'qrCode', operation: 'getAll' };
	serve(ok([]), ok([]));

	const toModel = await harness.execute(list, { node: { type: TOOL } });
	const toWorkflow = await run(ACTION, list);

	expect(toModel.map(({ json }) => json)).toEqual([{ message: 'There are no results' }]);
	expect(toWorkflow).toEqual([]);
});

describe('what a model gets of a code that it made or changed', () => {
	const CODE = {
		id: 'q1',
		name: 'Menu',
		destination_url: 'https://a.example/',
		short_url: 'https://qrs.example/r/x',
		render_customizations: { logo: 'x'.repeat(50_000) },
		image_svg: null,
	};
	const values = { name: 'Menu', destinationUrl: 'https://a.example/' };
	const byId = { qrCodeId: { __rl: true, mode: 'id', value: 'q1' } };
	const json = async (parameters: INodeParameters) => {
		const items = await harness.execute({ resource: 'qrCode', ...parameters }, { node: { type: TOOL } });
		return items.map((item) => item.json);
	};
	const SHORT = {
		id: 'q1',
		name: 'Menu',
		destination_url: 'https://a.example/',
		short_url: 'https://qrs.example/r/x',
	};

	test.each<[string, INodeParameters, object[], object]>([
		['Create', { operation: 'create', ...values }, [CODE], SHORT],
		['Update', { operation: 'update', ...byId, updateFields: { name: 'Menu' } }, [CODE], SHORT],
		['Duplicate', { operation: 'duplicate', ...byId }, [CODE, CODE], SHORT],
		[
			'Create or Update',
			{ operation: 'upsert', matchBy: 'name', ...values },
			[[], CODE],
			{ ...SHORT, outcome: 'created' },
		],
	])('%s: the short form', async (_title, parameters, answers, expected) => {
		serve(...answers.map((answer) => ok(answer)));

		expect(await json(parameters)).toEqual([expected]);
	});

	test('every other operation lets the person choose it under Output, or says little anyway', () => {
		const short = ['qrCode: delete', 'qrCode: printSheet', 'scan: summarize'];
		const long = ALL_OPERATIONS.filter((key) => {
			const operation = findOperation(...(key.split(': ') as [string, string]))!;
			return !operation.simplifyForModel && !operation.fields.some(({ name }) => name === 'output');
		});

		expect(long).toEqual(short);
	});
});
