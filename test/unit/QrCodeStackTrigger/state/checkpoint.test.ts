import {
	loadState,
	rememberState,
	type CheckpointMemory,
} from '../../../../nodes/QrCodeStackTrigger/state/checkpoint';
import { startCursor } from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { serializeState, type TriggerState } from '../../../../nodes/QrCodeStackTrigger/state/triggerState';

const NOW = 1_000_000;
const settings = { start: { kind: 'now' } as const, startKey: 'now', watchKey: 'all' };
const stateAt = (startMs: number, more: Partial<TriggerState> = {}): TriggerState => ({
	startKey: 'now',
	watchKey: 'all',
	startMs,
	cursors: new Map(),
	...more,
});
const load = (
	stored: unknown,
	memory: CheckpointMemory,
	{
		nowMs = NOW,
		nodeName = 'Trigger',
		...other
	}: { nowMs?: number; nodeName?: string; watchKey?: string; startKey?: string } = {},
) => loadState(stored, { ...settings, ...other }, memory, { nowMs, nodeName });
const leave = (
	memory: CheckpointMemory,
	stored: unknown,
	before: TriggerState,
	after: TriggerState,
	hasScans: boolean,
	more: { nodeName?: string; isSuperseded?: boolean } = {},
) =>
	rememberState(
		memory,
		{ state: before, storedJson: JSON.stringify(stored ?? null), isUnreadable: false },
		after,
		{ hasScans, nodeName: 'Trigger', ...more },
	);

const one = stateAt(1);
const two = stateAt(2);
const stored = serializeState(one);

test('nothing stored is a start now, and stays the same start until it works out', () => {
	const memory: CheckpointMemory = {};
	expect(load(undefined, memory).state).toMatchObject({ startMs: NOW, isStarting: true });
	expect(load(undefined, memory, { nowMs: NOW + 60_000 }).state.startMs).toBe(NOW);
});

test('what is stored counts', () => {
	expect(load(stored, {})).toMatchObject({ state: one, isUnreadable: false });
});

test('what a quiet poll changed is known from memory where the host dropped it', () => {
	const memory: CheckpointMemory = {};
	leave(memory, stored, one, two, false);
	expect(load(stored, memory).state).toEqual(two);
});

test('memory gives way as soon as something else is stored than the quiet poll found', () => {
	const memory: CheckpointMemory = {};
	leave(memory, stored, one, two, false);
	expect(load(serializeState(stateAt(3)), memory).state).toEqual(stateAt(3));
});

test('after a poll with scans only the host knows whether they left: what it stored counts', () => {
	const memory: CheckpointMemory = {};
	leave(memory, stored, one, two, true);
	expect(load(stored, memory).state).toEqual(one);
	expect(load(undefined, memory).state).toEqual(one);
});

test('a renamed node goes on from what its last poll left, with or without scans', () => {
	for (const hasScans of [true, false]) {
		const memory: CheckpointMemory = {};
		leave(memory, stored, one, two, hasScans);
		expect(load(undefined, memory, { nodeName: 'Renamed' }).state).toEqual(two);
	}
});

test('a node that is renamed before its first poll after a restart worked goes on from what was stored', () => {
	const memory: CheckpointMemory = {};
	load(stored, memory);
	expect(load(undefined, memory, { nodeName: 'Renamed' }).state).toEqual(one);
});

test('a node that was renamed while a poll was on finds the scans of that poll again, since n8n dropped them', () => {
	const memory: CheckpointMemory = {};
	leave(memory, stored, one, two, true, { isSuperseded: true });
	expect(load(undefined, memory, { nodeName: 'Renamed' }).state).toEqual(one);
});

test('another start starts over, another choice of codes keeps the cursors and starts the new ones now', () => {
	const cursors = new Map([['abcdefgh', startCursor(7)]]);
	const kept = serializeState(stateAt(1, { cursors }));

	expect(load(kept, {}, { startKey: 'date:5' }).state).toMatchObject({
		startMs: NOW,
		cursors: new Map(),
	});
	expect(load(kept, {}, { watchKey: 'one' }).state).toEqual({
		startKey: 'now',
		watchKey: 'one',
		startMs: NOW,
		isStarting: true,
		cursors,
	});
});

test('another choice of codes with a fixed start keeps that start', () => {
	const other = { start: { kind: 'at', atMs: 5 } as const, startKey: 'date:5', watchKey: 'one' };
	const kept = serializeState(stateAt(5, { startKey: 'date:5' }));
	expect(loadState(kept, other, {}, { nowMs: NOW, nodeName: 'n' }).state).toEqual({
		startKey: 'date:5',
		watchKey: 'one',
		startMs: 5,
		cursors: new Map(),
	});
	expect(loadState(undefined, other, {}, { nowMs: NOW, nodeName: 'n' }).state).toMatchObject({
		startMs: 5,
	});
});

test('something unreadable starts over and is told, also where memory knows of an earlier state', () => {
	const memory: CheckpointMemory = {};
	leave(memory, stored, one, two, true);
	expect(load({ version: 99 }, memory)).toMatchObject({
		isUnreadable: true,
		state: { startMs: NOW, isStarting: true },
	});
});
