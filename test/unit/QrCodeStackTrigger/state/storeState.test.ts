import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { startCursor } from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { STATE_KEY } from '../../../../nodes/QrCodeStackTrigger/state/checkpoint';
import type { PollLease } from '../../../../nodes/QrCodeStackTrigger/state/pollLock';
import { storeState } from '../../../../nodes/QrCodeStackTrigger/state/storeState';
import { serializeState, type TriggerState } from '../../../../nodes/QrCodeStackTrigger/state/triggerState';

const ITEMS: INodeExecutionData[] = [{ json: { scanId: 's1' } }];
const stateAt = (startMs: number): TriggerState => ({
	startKey: 'now',
	watchKey: 'all',
	startMs,
	cursors: new Map([['abcdefgh', startCursor(startMs)]]),
});
const BEFORE = serializeState(stateAt(1_000));

/** Ends a poll with one scan, whose trigger is locked for `holder`, or for this poll. */
function endPoll(holder?: PollLease) {
	const staticData: { [key: string]: unknown } = { [STATE_KEY]: BEFORE };
	const context = {
		getWorkflowStaticData: () => staticData,
		getNode: () => ({ name: 'On scan' }),
		logger: { warn: () => {} },
	} as unknown as IPollFunctions;
	const lease = { sinceMs: 0, context };
	const loaded = { state: stateAt(1_000), storedJson: JSON.stringify(BEFORE), isUnreadable: false };
	const memory = { lock: { lease: holder ?? lease }, checkpoint: {} };
	return { output: storeState({ context, lease, loaded, memory }, stateAt(2_000), ITEMS), staticData };
}

test('a poll stores its state together with the items that belong to it', () => {
	const { output, staticData } = endPoll();

	expect(output).toEqual([ITEMS]);
	expect(staticData[STATE_KEY]).toEqual(serializeState(stateAt(2_000)));
});

test('a poll that was given up emits nothing and stores nothing, also while the one after it is still on', () => {
	const { output, staticData } = endPoll({ sinceMs: 600_000, context: {} as IPollFunctions });

	expect(output).toBeNull();
	expect(staticData[STATE_KEY]).toBe(BEFORE);
});
