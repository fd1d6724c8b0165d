import type { INodeParameters } from 'n8n-workflow';

import { createHarness } from '../../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const BRAND = { dot_color: '#123456', dot_shape: 'rounded', eyes: 'round' };
const brand = ok({ id: 'b1', name: 'Brand', render_customizations: BRAND });
const sameAs = { __rl: true, mode: 'id', value: 'b1' };
const create: INodeParameters = {
	resource: 'qrCode',
	operation: 'create',
	name: '={{ $json.name ?? "A" }}',
	destinationUrl: 'https://a.example',
	design: { sameAs },
};
const items = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ json: { name: `A${index}` } }));
const created = ok({ id: 'n1' });

test('a new code gets the design of another one, with the fields beside it on top', async () => {
	const calls = serve(brand, created);
	await harness.execute({ ...create, design: { sameAs, dotColor: '#ff0000' } });
	expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
		'GET /qr-codes/b1',
		'POST /qr-codes',
	]);
	expect(calls[1]?.body).toMatchObject({ render_customizations: { ...BRAND, dot_color: '#FF0000' } });
});

test('however many rows there are, the design is read once', async () => {
	const calls = serve(brand, created, created, created);
	await harness.execute({ ...create, options: { concurrency: 1 } }, { items: items(3) });
	expect(calls.filter(({ method }) => method === 'GET')).toHaveLength(1);
});

test('Create Many puts the design into every row', async () => {
	const calls = serve(brand, ok({ created: [] }));
	const parameters = { ...create, operation: 'createMany', source: 'items' };
	await harness.execute(parameters, { items: items(2), node: { onError: 'continueRegularOutput' } });
	const { qr_codes: rows } = calls[1]!.body as { qr_codes: object[] };
	expect(rows).toEqual([
		expect.objectContaining({ render_customizations: BRAND }),
		expect.objectContaining({ render_customizations: BRAND }),
	]);
});

test('Update takes over a design and nothing else', async () => {
	const calls = serve(brand, ok({ id: 'q1' }));
	const qrCodeId = { __rl: true, mode: 'id', value: 'q1' };
	await harness.execute({ resource: 'qrCode', operation: 'update', qrCodeId, design: { sameAs } });
	expect(calls[1]).toMatchObject({
		method: 'PATCH',
		path: '/qr-codes/q1',
		body: { render_customizations: BRAND },
	});
});

test('Create or Update leaves a code alone that has the design already', async () => {
	const code = {
		...{ id: 'q1', name: 'A', type: 'url', destination_url: 'https://a.example' },
		render_customizations: BRAND,
	};
	const calls = serve(brand, ok([code]));
	const [item] = await harness.execute({ ...create, operation: 'upsert', matchBy: 'name' });
	expect(item?.json.outcome).toBe('unchanged');
	expect(calls).toHaveLength(2);
});

test('a code that is not there stops the item before anything is created', async () => {
	const calls = serve(refusal(404));
	const failure = await failureOf(harness.execute(create));
	expect(failure.message).toContain('could not find');
	expect(calls).toHaveLength(1);
});

test('where the API does not show the design, that is told, and the code is created without it', async () => {
	const calls = serve(ok({ id: 'b1' }), created);
	await harness.execute(create);
	expect(calls[1]?.body).not.toHaveProperty('render_customizations');
});

test('an empty choice is refused before any call', async () => {
	const failure = await failureOf(
		harness.execute({ ...create, design: { sameAs: { __rl: true, mode: 'list', value: '' } } }),
	);
	expect(failure.message).toBe('The QR code ID is empty');
});
