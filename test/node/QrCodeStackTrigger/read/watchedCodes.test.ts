import { PageBudget } from '../../../../nodes/QrCodeStackTrigger/read/pageBudget';
import { newReadMemory } from '../../../../nodes/QrCodeStackTrigger/read/readMemory';
import { findWatchedCodes } from '../../../../nodes/QrCodeStackTrigger/read/watchedCodes';
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
	const memory = newReadMemory();

	for (let poll = 0; poll < 4; poll++) {
		const codes = await findWatchedCodes(session, { kind: 'all' }, memory, new PageBudget(session, memory));
		expect(codes).toMatchObject([{ id: 'q1' }]);
	}

	expect(harness.logger.lines).toEqual([
		'warn: QRCodeStack Trigger: the scans of 1 entry without an ID in the list of QR codes cannot be asked for',
		'warn: QRCodeStack Trigger: the scans of 2 entries without an ID in the list of QR codes cannot be asked for',
	]);
});
