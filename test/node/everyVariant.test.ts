import { decodeQrCode } from '../../nodes/shared/api/decode/qrCode';
import { DEFAULT_VARIANTS, variantsSchema, type VariantsInput } from '../../sandbox/variants/variants';
import { executeDirectly, withDirectTransport } from '../support/directTransport';
import { createEngine } from '../support/engines';
import type { INodeParameters } from 'n8n-workflow';

import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const CODES = 3;
const URL = 'https://a.example/';
/** The node lets it pass, and the API refuses it. */
const LONG = `${URL}${'x'.repeat(2_100)}`;
/** Pagers that no client can trust, and those that show a part only, have tests of their own. */
const DISHONEST = ['links_foreign', 'none', 'repeat_page', 'repeat_cursor', 'endless_empty'];

/** Every value of every variant that is a choice or a switch, except the defaults. */
const VARIANTS = Object.entries(variantsSchema.shape).flatMap(([name, schema]) => {
	const inner = schema.removeDefault();
	const options: readonly unknown[] =
		'options' in inner ? inner.options : inner._def.typeName === 'ZodBoolean' ? [true, false] : [];
	return options
		.filter((value) => value !== DEFAULT_VARIANTS[name as keyof VariantsInput])
		.filter((value) => !DISHONEST.includes(String(value)) || name !== 'pagination')
		.map((value) => [`${name}=${String(value)}`, { [name]: value } as VariantsInput] as const);
});

const start = (variants: VariantsInput) => {
	t = startTriggerTest({ codes: CODES });
	t.api.setVariants(variants);
	return async (parameters: INodeParameters) => {
		const items = await executeDirectly(t.harness, t.api, { resource: 'qrCode', ...parameters });
		return items.map(({ json }) => json);
	};
};

describe.each(VARIANTS)('where the API answers with %s', (variant, variants) => {
	test('every code is in the list, each once', async () => {
		const run = start(variants);
		const codes = (await run({ operation: 'getAll', returnAll: true })).map(decodeQrCode);
		expect(codes.map((code) => code?.id).sort()).toEqual([...t.ids].sort());
		if (variant !== 'codeFields=id_only') {
			expect(codes.map((code) => code?.name)).toContain('Sandbox code 1');
			expect(codes.every((code) => code?.shortUrl?.includes('/r/'))).toBe(true);
		}
	});

	test('of rows in bulk, every code that exists is known, and none is made twice', async () => {
		const run = start(variants);
		const rows = ['A', 'not made', 'C'].map((name, row) => ({
			name,
			destination_url: row === 1 ? LONG : URL,
		}));
		const outcomes = await run({
			operation: 'createMany',
			source: 'json',
			qrCodesJson: JSON.stringify(rows),
			options: { onInvalidRow: 'skipToErrorOutput' },
		});
		t.api.setVariants(DEFAULT_VARIANTS);
		const codes = await run({ operation: 'getAll', returnAll: true });
		const made = codes.filter(({ id }) => !t.ids.includes(String(id)));
		const known = outcomes.flatMap((outcome) => decodeQrCode(outcome)?.id ?? []);

		expect(outcomes).toHaveLength(rows.length);
		expect(made.map(({ name }) => name).sort()).toEqual(
			variant === 'bulkAnswer=reject_unnamed' ? [] : ['A', 'C'],
		);
		if (variant !== 'bulkAnswer=job') expect(known.sort()).toEqual(made.map(({ id }) => id).sort());
	});

	test('the scans of a code are read and delivered, each once', async () => {
		start(variants);
		const harness = withDirectTransport(t.harness, t.api);
		const engine = createEngine({ name: 'legacy', harness, parameters: {} });
		await engine.activate();
		const sent = [...t.scan(3, { spreadMs: 2_500 })];
		t.time.advance(MINUTE);
		// where the counter stands still, one poll in five looks into the logs that were not read for longest
		await t.pollFor(engine, variant === 'scanCounter=stale' ? 70 : 5);
		expect(engine.deliveredItems).toHaveLength(sent.length);
		if (variant !== 'scanIds=false') expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});
});

test('there are variants to look at', () => {
	expect(VARIANTS.length).toBeGreaterThan(60);
});
