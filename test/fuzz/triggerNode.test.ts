import fc from 'fast-check';
import type { IDataObject, INode } from 'n8n-workflow';

import { answers, fuzzRuns, getQrCodes, outcomeOf, searchQrCodes, serve, TRIGGER } from './nodeRuns';
import { expectNoKey } from './feed';
import { hostileJson, hostileNumber, hostileObject, hostileText } from './hostile';

describe('the trigger', () => {
	const parameters = fc.constantFrom<INode['parameters']>(
		{},
		{ startFrom: 'beginning' },
		{ event: 'firstScan', startFrom: 'date', startDate: '2026-11-01T00:00:00', options: { country: 'DE' } },
		{ watch: 'one', qrCodeId: { mode: 'shortLink', value: 'https://a.example/r/1' } },
		{ watch: 'selected', qrCodeIds: ['q1', 'q2'] },
	);
	const state = hostileObject({
		version: fc.constant(1),
		startKey: fc.constantFrom('now', 'beginning'),
		watchKey: fc.constant('all'),
		startMs: fc.oneof(fc.integer(), hostileNumber),
		cursors: fc.dictionary(
			fc.stringMatching(/^[\w-]{8}$/),
			fc.stringMatching(/^-?[0-9a-z]{1,9}\.-?[0-9a-z]{1,9}\.[0-9a-z]{0,4}\.[0-9a-z]{0,4}\.[0-9a-z]{0,6}\.$/),
			{ maxKeys: 4 },
		),
		budget: fc.oneof(hostileJson, hostileObject({ available: hostileNumber, monthly: hostileJson })),
	});

	test('with any answers and any stored state, poll after poll', async () => {
		const stored = fc.option(fc.oneof(state, hostileJson), { nil: undefined });
		await fuzzRuns(fc.tuple(parameters, answers, stored), async (harness, [given, list, held], time) => {
			const node = harness.makeNode(TRIGGER, given);
			const workflow = harness.makeWorkflow([node]);
			const staticData: IDataObject = held === undefined ? {} : { qrCodeStack: held as IDataObject };
			const context = harness.pollContext(workflow, workflow.getNode(node.name)!, {
				staticData: () => staticData,
			});
			serve(context, list);
			for (let poll = 0; poll < 3; poll++) {
				await outcomeOf(harness, async () => await harness.runPoll(context));
				// what was stored before is the person's and stays; what we store holds no key
				if (staticData.qrCodeStack !== held) expectNoKey(staticData);
				time.advance(60 * 60_000);
			}
		});
	});

	test('asked for a test event with any answers', async () => {
		await fuzzRuns(fc.tuple(parameters, answers), async (harness, [given, list]) => {
			const node = harness.makeNode(TRIGGER, given);
			const context = harness.pollContext(harness.makeWorkflow([node]), node, { mode: 'manual' });
			serve(context, list);
			await outcomeOf(harness, async () => await harness.runPoll(context));
		});
	});
});

describe('the lists of QR codes to choose from', () => {
	const token = fc.oneof(
		fc.constant(undefined),
		hostileText,
		hostileJson.map((value) => JSON.stringify(value)),
		fc
			.record({
				by: fc.constantFrom('page', 'offset', 'cursor', 'link'),
				page: hostileNumber,
				cursor: hostileText,
				query: hostileJson,
			})
			.map((value) => JSON.stringify(value)),
	);

	test('with any answers, filter and place to go on from', async () => {
		await fuzzRuns(fc.tuple(answers, hostileText, token), async (harness, [list, filter, from]) => {
			const context = harness.loadOptionsContext(harness.makeNode(TRIGGER));
			serve(context, list);
			await outcomeOf(harness, async () => await searchQrCodes.call(context, filter, from));
		});
	});

	test('as a whole, with any answers', async () => {
		await fuzzRuns(answers, async (harness, list) => {
			const context = harness.loadOptionsContext(harness.makeNode(TRIGGER));
			serve(context, list);
			await outcomeOf(harness, async () => await getQrCodes.call(context));
		});
	});
});
