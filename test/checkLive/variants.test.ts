import {
	DEFAULT_VARIANTS,
	PAGING_STYLES,
	RETRY_AFTER_FORMS,
	variantsSchema,
	type VariantsInput,
} from '../../sandbox/variants/variants';
import { exitCodeOf } from '../../scripts/checkLive/printReport';
import { findingOf, openLiveBench, variantsIn } from './sandboxWire';

/** What the check names when nothing is out of the ordinary. */
const ORDINARY = ['pagination=page_limit', 'latencyMs=0'];

/** Tests of their own are below. */
const TOLD_ELSEWHERE = ['maxPageSize', 'latencyMs', 'foreignOrigin', 'retryAfter'];
/** What the API's documentation promises otherwise. */
const BREAKS_PROMISE = /^(envelope=bare|accountSpelling=|planLimits=(text|null)|scanTimeForm=)/;

/** Every value of every variant that is a choice or a flag, except the defaults. */
const CHOICES = Object.entries(variantsSchema.shape).flatMap(([name, schema]) => {
	const inner = schema.removeDefault();
	const options: readonly unknown[] = 'options' in inner ? inner.options : [true, false];
	return TOLD_ELSEWHERE.includes(name)
		? []
		: options
				.filter((value) => value !== DEFAULT_VARIANTS[name as keyof VariantsInput])
				.map((value) => [`${name}=${String(value)}`, { [name]: value } as VariantsInput] as const);
});

test('nothing is named when the API is as assumed, and everything that can be told holds', async () => {
	const bench = openLiveBench();
	const report = await bench.run();
	expect(variantsIn(report)).toEqual(ORDINARY);
	const verdicts = [...report.documented, ...report.assumed].map(({ id, verdict }) => `${id} ${verdict}`);
	const untold = verdicts.filter((text) => !text.endsWith(' holds'));
	expect(untold).toEqual(['D11 unknown', 'A8 unknown', 'A9 unknown', 'A10 unknown', 'B12 unknown']);
	expect([exitCodeOf(report), bench.codesLeft()]).toEqual([0, 0]);
});

test.each(CHOICES)('%s is named', async (variant, variants) => {
	const bench = openLiveBench();
	bench.api.setVariants(variants);
	const report = await bench.run();
	const others = ORDINARY.filter((each) => !each.startsWith(variant.split('=')[0]!));
	// without the envelope there is no place for the facts of the default style
	const implied =
		variant === 'envelope=bare' ? others.map((each) => each.replace('page_limit', 'none')) : others;
	expect(new Set(variantsIn(report))).toEqual(new Set([variant, ...implied]));
	expect(report.callsSpent).toBeLessThanOrEqual(25);
	expect([report.endedEarly, bench.codesLeft()]).toEqual([undefined, 0]);
	expect(exitCodeOf(report)).toBe(BREAKS_PROMISE.test(variant) ? 1 : 0);
});

test.each(PAGING_STYLES.map((pagination) => [pagination]))(
	'%s is named as well where unknown parameters are refused',
	async (pagination) => {
		const bench = openLiveBench();
		bench.api.setVariants({ pagination, strictQuery: true });
		const report = await bench.run();
		expect(variantsIn(report)).toEqual(
			expect.arrayContaining([`pagination=${pagination}`, 'strictQuery=true']),
		);
		expect([report.endedEarly, bench.codesLeft()]).toEqual([undefined, 0]);
	},
);

test('pages by offset are named as well where the answers tell nothing of them', async () => {
	const bench = openLiveBench();
	bench.api.setVariants({ pagination: 'offset', envelope: 'bare' });
	const report = await bench.run();
	expect(variantsIn(report)).toContain('pagination=offset');
	expect(findingOf(report, 'A2')?.verdict).toBe('differs');
	expect([report.callsSpent <= 25, bench.codesLeft()]).toEqual([true, 0]);
});

test.each(['repeat_page', 'repeat_cursor', 'endless_empty', 'links_foreign'] as const)(
	'%s is said to be more than the nodes can follow',
	async (pagination) => {
		const bench = openLiveBench();
		bench.api.setVariants({ pagination });
		expect(findingOf(await bench.run(), 'A2')?.verdict).toBe('fails');
	},
);

test.each(RETRY_AFTER_FORMS.map((form) => [form]))('retryAfter=%s is named', async (retryAfter) => {
	const bench = openLiveBench();
	bench.api.setVariants({ retryAfter });
	bench.api.setLimits({ perMinute: 2 });
	const report = await bench.run();
	expect(variantsIn(report)).toContain(`retryAfter=${retryAfter}`);
	expect(findingOf(report, 'D11')?.verdict).toBe(retryAfter === 'missing' ? 'fails' : 'holds');
});

test('a smaller page and slow answers are told in numbers', async () => {
	const bench = openLiveBench();
	bench.api.addQrCodes({ count: 60 });
	bench.api.setVariants({ maxPageSize: 50, latencyMs: 120 });
	const report = await bench.run();
	expect(variantsIn(report)).toEqual(expect.arrayContaining(['maxPageSize=50', 'latencyMs=120']));
});

test('with a plan without bulk, A7 is not told and the rest is', async () => {
	const bench = openLiveBench('pro');
	const report = await bench.run();
	expect(findingOf(report, 'D5')).toMatchObject({ verdict: 'holds' });
	expect(findingOf(report, 'A7')).toMatchObject({
		verdict: 'unknown',
		says: 'the plan has no bulk endpoint',
	});
	expect([exitCodeOf(report), bench.codesLeft()]).toEqual([0, 0]);
});
