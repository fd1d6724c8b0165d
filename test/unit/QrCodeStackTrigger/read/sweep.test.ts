import {
	chooseSweepStep,
	noteListPoll,
	noteSwept,
	newSweepMemory,
} from '../../../../nodes/QrCodeStackTrigger/read/sweep';
import type { WatchedCode } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';
import { useVirtualClock } from '../../../support/virtualClock';

const HOUR_MS = 60 * 60_000;
let time: ReturnType<typeof useVirtualClock>;
beforeEach(() => (time = useVirtualClock()));
afterEach(() => time.restore());

const makeCodes = (count: number, counter: Partial<WatchedCode> = { count: 0 }): WatchedCode[] =>
	Array.from({ length: count }, (_, index) => ({ id: `code${index}`, ...counter }));

/** A memory after some polls that asked the list, `agoMs` after the first one. */
function memoryAfter(codes: WatchedCode[], { polls = 4, agoMs = HOUR_MS } = {}) {
	const memory = newSweepMemory();
	for (let poll = 0; poll < polls; poll++) noteListPoll(memory, codes);
	time.advance(agoMs);
	return memory;
}

/** A step of which `read` logs are read; all of them unless told otherwise. */
function takeStep(memory: ReturnType<typeof newSweepMemory>, usualCalls: number, read = Infinity) {
	const step = chooseSweepStep(memory, usualCalls);
	if (step)
		noteSwept(
			memory,
			step.slice(0, read).map(({ id }) => id),
		);
	return step;
}

const ids = (step: WatchedCode[] | undefined) => step?.map(({ id }) => id);

test.each<[string, ReturnType<typeof makeCodes>, { polls?: number; agoMs?: number }]>([
	['before any list was read', [], { polls: 0 }],
	['for codes without a counter', makeCodes(3, {}), {}],
	['within an hour of the last one', makeCodes(3), { agoMs: HOUR_MS - 1 }],
	['before four polls asked the list', makeCodes(3), { polls: 3 }],
])('no sweep %s', (_, codes, situation) => {
	expect(chooseSweepStep(memoryAfter(codes, situation), 10)).toBeUndefined();
});

test('a sweep goes over all codes in steps, with four polls in between, and starts again after an hour', () => {
	const codes = makeCodes(5);
	const memory = memoryAfter(codes);
	const steps: Array<string[] | undefined> = [];
	for (let poll = 0; poll < 15; poll++) {
		const step = takeStep(memory, 2);
		if (step) steps.push(ids(step));
		else noteListPoll(memory, codes);
	}

	expect(steps).toEqual([['code0', 'code1'], ['code2', 'code3'], ['code4']]);
	time.advance(HOUR_MS);
	expect(ids(chooseSweepStep(memory, 2))).toEqual(['code0', 'code1']);
});

test.each([
	[0, 1],
	[10, 10],
	[400, 50],
])('when a poll takes %i calls, a step reads %i logs', (usualCalls, logs) => {
	expect(chooseSweepStep(memoryAfter(makeCodes(1_000)), usualCalls)).toHaveLength(logs);
});

test('codes without a counter are left out among others', () => {
	const codes = [{ id: 'a', count: 1 }, { id: 'b' }, { id: 'c', count: 0 }];

	expect(ids(chooseSweepStep(memoryAfter(codes), 10))).toEqual(['a', 'c']);
});

test('logs that there was no time for keep their turn', () => {
	const codes = makeCodes(4);
	const memory = memoryAfter(codes);
	const steps: string[][] = [];
	for (let poll = 0; poll < 25; poll++) {
		const step = ids(takeStep(memory, 2, 1));
		if (step) steps.push(step);
		else noteListPoll(memory, codes);
	}

	expect(steps).toEqual([['code0', 'code1'], ['code1', 'code2'], ['code2', 'code3'], ['code3']]);
});

test('a step that could read nothing at all is tried again, and not an hour later', () => {
	const codes = makeCodes(4);
	const memory = memoryAfter(codes);
	takeStep(memory, 2, 0);
	for (let poll = 0; poll < 4; poll++) noteListPoll(memory, codes);

	expect(ids(takeStep(memory, 2))).toEqual(['code0', 'code1']);
});

test('codes that come and go in the middle of a sweep do not move the others out of their turn', () => {
	const memory = memoryAfter(makeCodes(6));
	takeStep(memory, 3);
	const changed = [{ id: 'code00', count: 0 }, ...makeCodes(6).slice(2)];
	for (let poll = 0; poll < 4; poll++) noteListPoll(memory, changed);

	expect(ids(takeStep(memory, 6))).toEqual(['code3', 'code4', 'code5']);
});

test('a list that became shorter in the middle of a sweep ends it', () => {
	const memory = memoryAfter(makeCodes(10));
	takeStep(memory, 6);
	for (let poll = 0; poll < 4; poll++) noteListPoll(memory, makeCodes(3));

	expect(takeStep(memory, 6)).toBeUndefined();
});
