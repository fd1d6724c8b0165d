import type { Life } from './n8nLives';
import type { StoredExecution } from './storedFacts';
import type { SentScan } from './traffic';
import { judge, type Observation } from './verdict';

const KILLED_AT_MS = 100_000;

const scan = (id: string): SentScan => ({
	id,
	qrCodeId: 'code',
	kind: 'bulk',
	scannedAtMs: 1_000,
	visibleAtMs: 1_000,
});

const execution = (id: number, scanIds: string[]): StoredExecution => ({
	id,
	scanIds,
	status: 'success',
	createdAtMs: KILLED_AT_MS,
	stoppedAtMs: null,
});

/** A life that was killed, with one poll that handed scans over a while before. */
const killedLife = (scanIds: string[], beforeEndMs: number, executionIds: number[]): Life => ({
	index: 1,
	ending: 'kill',
	startedAtMs: 0,
	signalledAtMs: KILLED_AT_MS,
	endedAtMs: KILLED_AT_MS,
	polls: [{ beganAtMs: 0, endedAtMs: KILLED_AT_MS - beforeEndMs, scanIds }],
	executionIds,
});

const nextLife = (executionIds: number[]): Life => ({
	...killedLife([], 0, executionIds),
	index: 2,
	ending: 'end of the run',
	endedAtMs: 2 * KILLED_AT_MS,
});

const observe = (changes: Partial<Observation>): Observation => ({
	sent: [scan('a'), scan('b')],
	executions: [execution(1, ['a', 'b'])],
	lives: [killedLife(['a', 'b'], 5_000, [1]), nextLife([])],
	hasTwoWrites: true,
	...changes,
});

test('a scan in one execution is received, whatever became of the execution', () => {
	const crashed = { ...execution(1, ['a', 'b']), status: 'crashed' };
	expect(judge(observe({ executions: [crashed] }))).toEqual({
		sent: 2,
		received: 2,
		lost: [],
		lostByHost: [],
		repeated: [],
		repeatedByHost: [],
		unknownIds: [],
	});
});

test('a scan that no poll handed over is lost by the trigger', () => {
	const verdict = judge(observe({ executions: [execution(1, ['a'])], lives: [killedLife(['a'], 10, [1])] }));
	expect(verdict.lost.map(({ id, handedOver }) => [id, handedOver])).toEqual([['b', undefined]]);
	expect(verdict.lostByHost).toEqual([]);
});

describe('a scan that was handed over and never stored', () => {
	const lostAfter = (distanceMs: number) =>
		observe({ executions: [], lives: [killedLife(['a', 'b'], distanceMs, []), nextLife([])] });

	test("is lost in the host's window where n8n died right after", () => {
		const verdict = judge(lostAfter(15));
		expect(verdict.lost).toEqual([]);
		expect(verdict.lostByHost).toMatchObject([
			{ life: 1, ending: 'kill', distanceMs: 15, scanIds: ['a', 'b'] },
		]);
	});

	test('is simply lost where n8n lived on', () => {
		const verdict = judge(lostAfter(5_000));
		expect(verdict.lost).toMatchObject([
			{ id: 'a', handedOver: { life: 1, distanceMs: 5_000 } },
			{ id: 'b' },
		]);
		expect(verdict.lostByHost).toEqual([]);
	});

	test('is simply lost where n8n had stored an execution for it', () => {
		const observation = lostAfter(15);
		for (const poll of observation.lives[0]!.polls) poll.executionAtMs = KILLED_AT_MS - 5;
		expect(judge(observation).lost).toHaveLength(2);
		expect(judge(observation).lostByHost).toEqual([]);
	});

	test('is simply lost where n8n stores both in one write', () => {
		const verdict = judge({ ...lostAfter(15), hasTwoWrites: false });
		expect(verdict.lost).toHaveLength(2);
		expect(verdict.lostByHost).toEqual([]);
	});
});

describe('a scan in two executions', () => {
	const repeatedAfter = (distanceMs: number) =>
		observe({
			executions: [execution(1, ['a', 'b']), execution(2, ['a'])],
			lives: [killedLife(['a', 'b'], distanceMs, [1]), nextLife([2])],
		});

	test("is repeated in the host's window where n8n died right after it stored the first", () => {
		const verdict = judge(repeatedAfter(15));
		expect(verdict.repeated).toEqual([]);
		expect(verdict.repeatedByHost).toMatchObject([{ scanIds: ['a'], executionIds: [1, 2], distanceMs: 15 }]);
	});

	test('is repeated by the trigger where n8n lived on', () => {
		expect(judge(repeatedAfter(5_000)).repeated).toEqual([{ scanId: 'a', executionIds: [1, 2] }]);
	});

	test('is repeated by the trigger where n8n had stored the state', () => {
		const observation = repeatedAfter(15);
		for (const poll of observation.lives[0]!.polls) poll.stateAtMs = KILLED_AT_MS - 5;
		expect(judge(observation).repeated).toHaveLength(1);
		expect(judge(observation).repeatedByHost).toEqual([]);
	});

	test('is repeated by the trigger where n8n stores both in one write', () => {
		expect(judge({ ...repeatedAfter(15), hasTwoWrites: false }).repeated).toHaveLength(1);
	});

	test('is repeated by the trigger where both belong to one life', () => {
		const lives = [killedLife(['a', 'b'], 15, [1, 2])];
		expect(judge({ ...repeatedAfter(15), lives }).repeated).toHaveLength(1);
	});
});

test('a scan twice in one execution is repeated by the trigger', () => {
	const verdict = judge(observe({ executions: [execution(1, ['a', 'b', 'b'])] }));
	expect(verdict.repeated).toEqual([{ scanId: 'b', executionIds: [1, 1] }]);
});

test('a scan that was never sent is named', () => {
	const verdict = judge(observe({ executions: [execution(1, ['a', 'b', 'x'])] }));
	expect(verdict.unknownIds).toEqual(['x']);
});
