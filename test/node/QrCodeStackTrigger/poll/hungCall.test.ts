import { openSession } from '../../../../nodes/shared/http/session';
import { getAccount } from '../../../../nodes/shared/api/endpoints';
import { sendRequest } from '../../../../nodes/shared/http/sendRequest';
import { createEngine } from '../../../support/engines';
import { ACTION } from '../../../support/harness';
import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

/** Another node with the same key, whose call is the only one that may be under way, and hangs. */
async function hangAnotherNode() {
	const node = t.harness.makeNode(ACTION);
	const session = await openSession(t.harness.executeContext(node), { maxWaitMs: 10_000 });
	const held = t.holdAnswers(1);
	t.onAnswer(({ path }, response) => {
		if (!path.endsWith('/me')) return;
		t.onAnswer(() => {});
		return { ...response, status: 429, headers: { 'retry-after': '1' }, body: { success: false } };
	});
	const call = sendRequest(session, getAccount());
	await held.begun;
	held.letOthersPass();
	return { call, ...held };
}

test.each([
	['legacy', 50_000],
	['scheduler', 29_000],
] as const)(
	'a poll ends in its own time although a call of another node with the same key hangs (%s)',
	async (name, withinMs) => {
		t = startTriggerTest();
		const engine = createEngine({ name, harness: t.harness, parameters: {} });
		await engine.activate();
		t.time.advance(MINUTE);
		const sent = t.scan();
		t.time.advance(MINUTE);
		const { call, release } = await hangAnotherNode();
		const beganAtMs = t.time.now();

		expect(await engine.tick()).toBeNull();
		expect(t.time.now() - beganAtMs).toBeLessThanOrEqual(withinMs);

		release();
		await call;
		t.time.advance(MINUTE);
		expect(scanIds(await engine.tick())).toEqual(sent);
	},
);
