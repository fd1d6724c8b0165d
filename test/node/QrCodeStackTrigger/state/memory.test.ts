import { memoryOf } from '../../../../nodes/QrCodeStackTrigger/memory';
import { createEngine } from '../../../support/engines';
import { HOUR, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const contextOf = (workflowId: string) =>
	({
		getWorkflow: () => ({ id: workflowId }),
		getNode: () => ({ id: 'trigger-1', name: 'QRCodeStack Trigger' }),
	}) as never;

test('memory is kept for a bounded number of triggers', () => {
	t = startTriggerTest();
	const first = memoryOf(contextOf('w0'));
	expect(memoryOf(contextOf('w0'))).toBe(first);
	for (let index = 1; index <= 5_000; index++) memoryOf(contextOf(`w${index}`));
	expect(memoryOf(contextOf('w0'))).not.toBe(first);
});

test('what is known of a code goes when the code is not watched any more', async () => {
	t = startTriggerTest({ codes: 3 });
	const [stays = '', deleted = '', lost = ''] = t.ids;
	const engine = createEngine({ name: 'legacy', harness: t.harness, parameters: {}, workflowId: 'wf1' });
	await engine.activate();
	for (const qrCodeId of [stays, deleted]) t.scan(1, { qrCodeId });
	t.scan(1, { qrCodeId: lost });
	// the log is asked for once more before it counts as gone
	t.api.addFaults({ kind: 'json', status: 404, path: `/qr-codes/${lost}/scans`, times: 2 });
	await t.pollFor(engine, 2);
	const { codes } = memoryOf(contextOf('wf1')).reads;
	const known = () => [...codes.keys()].sort();
	expect(known()).toEqual([...t.ids].sort());
	expect(codes.get(deleted)).toMatchObject({ details: expect.anything(), wholeReadAtMs: expect.any(Number) });
	expect(codes.get(lost)).toMatchObject({ notFound: { answers: 2 } });

	for (const id of [deleted, lost]) t.deleteCode(id);
	await t.pollFor(engine, 1);
	// one list may leave codes out
	expect(known()).toEqual([...t.ids].sort());
	// of five polls, one goes to the stalest logs instead of the list
	for (let hour = 0; hour < 35; hour++) {
		t.time.advance(HOUR);
		await engine.tick();
	}
	expect(known()).toEqual([stays]);
});

test('what is known of codes that a person has taken out of the choice goes at once', async () => {
	t = startTriggerTest({ codes: 3 });
	const engine = createEngine({ name: 'legacy', harness: t.harness, parameters: {}, workflowId: 'wf1' });
	await engine.activate();
	await engine.change(t.onlyFirst as never);
	await t.pollFor(engine, 1);

	expect([...memoryOf(contextOf('wf1')).reads.codes.keys()]).toEqual([t.id]);
});
