import { memoryOf } from '../../../../nodes/QrCodeStackTrigger/memory';
import { createEngine } from '../../../support/engines';
import { startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

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
	t.api.addFaults({ kind: 'json', status: 404, path: `/qr-codes/${lost}/scans` });
	t.scan(1, { qrCodeId: lost });
	await t.pollFor(engine, 1);
	const { codes, reads } = memoryOf(contextOf('wf1'));
	expect([...codes.seen.keys()].sort()).toEqual([...t.ids].sort());
	expect([...reads.wholeReadAtMs.keys()].sort()).toEqual([stays, deleted].sort());
	expect([...reads.quarantined.keys()]).toEqual([lost]);

	for (const id of [deleted, lost]) t.deleteCode(id);
	await t.pollFor(engine, 1);

	expect([...codes.seen.keys()]).toEqual([stays]);
	expect([...reads.wholeReadAtMs.keys()]).toEqual([stays]);
	expect([...reads.quarantined.keys()]).toEqual([]);
});
