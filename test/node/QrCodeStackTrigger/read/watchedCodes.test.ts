import { newTriggerMemory } from '../../../../nodes/QrCodeStackTrigger/memory';
import { findWatchedCodes } from '../../../../nodes/QrCodeStackTrigger/read/codes';
import { openSession } from '../../../../nodes/shared/http/session';
import { createHarness, TRIGGER } from '../../../support/harness';
import { guardNetwork, ok, serve } from '../../../support/mockApi';

const harness = createHarness();
guardNetwork();

test('entries of the list without an ID are told in the log, once for each number of them', async () => {
	const list = ok([{ id: 'q1', name: 'Menu' }, { name: 'without an ID' }]);
	serve(list, list, ok([{ id: 'q1' }]), ok([{ id: 'q1' }, {}, 'text']));
	const node = harness.makeNode(TRIGGER, {});
	const session = await openSession(harness.pollContext(harness.makeWorkflow([node]), node), {
		maxWaitMs: 0,
	});
	const memory = newTriggerMemory();

	for (let poll = 0; poll < 4; poll++) {
		expect(await findWatchedCodes(session, { kind: 'all' }, memory)).toEqual([{ id: 'q1' }]);
	}

	expect(harness.logger.lines).toEqual([
		'warn: QRCodeStack Trigger: the scans of 1 entry without an ID in the list of QR codes cannot be asked for',
		'warn: QRCodeStack Trigger: the scans of 2 entries without an ID in the list of QR codes cannot be asked for',
	]);
});
