import {
	chooseSweepStep,
	noteListPoll,
	noteSwept,
	newSweepMemory,
} from '../../../../nodes/QrCodeStackTrigger/read/sweep';
import { useVirtualClock } from '../../../support/virtualClock';

const HOUR = 3_600_000;

let time: ReturnType<typeof useVirtualClock>;
beforeEach(() => (time = useVirtualClock()));
afterEach(() => time.restore());

const codes = Array.from({ length: 25 }, (_, index) => ({ id: `c${10 + index}`, count: 1 }));

/** Which codes each of so many polls sweeps; 'list' for those that ask the list. */
function poll(memory: ReturnType<typeof newSweepMemory>, polls: number, usualCalls: number) {
	return Array.from({ length: polls }, () => {
		const step = chooseSweepStep(memory, usualCalls);
		if (!step) noteListPoll(memory, codes);
		else
			noteSwept(
				memory,
				step.map(({ id }) => id),
			);
		return step ? step.map(({ id }) => id) : 'list';
	});
}

test('a sweep reads every log once, step by step, and the list is asked four times in between', () => {
	const memory = newSweepMemory();
	poll(memory, 1, 10);
	time.advance(HOUR);
	const turns = poll(memory, 30, 10);
	const steps = turns.filter((turn) => turn !== 'list');

	expect(steps.flat()).toEqual(codes.map(({ id }) => id));
	expect(turns.flatMap((turn, index) => (turn === 'list' ? [] : [index]))).toEqual([3, 8, 13]);
});

test('the next sweep begins an hour after the last one began, and no sooner', () => {
	const memory = newSweepMemory();
	poll(memory, 5, 50);
	expect(poll(memory, 5, 50)).toEqual(Array(5).fill('list'));
	time.advance(HOUR);
	expect(poll(memory, 1, 50)).toEqual([codes.map(({ id }) => id)]);
	time.advance(HOUR - 1);
	expect(poll(memory, 6, 50)).toEqual(Array(6).fill('list'));
	time.advance(1);
	expect(poll(memory, 1, 50)[0]).toHaveLength(25);
});
