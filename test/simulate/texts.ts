import type { PollEnd } from './world/host';
import { marksOf } from './world/itemMarks';
import type { Step } from './schedule';

const MAX_LISTED_MARKS = 20;

export function describeStep(step: Step): string {
	const { kind, ...rest } = step;
	return `${kind} ${JSON.stringify(rest)}`;
}

export function describeEnd(end: PollEnd): string {
	return end.kind === 'items' ? listMarks(marksOf(end.items)) : end.kind;
}

export function listMarks(marks: string[]): string {
	const left = marks.length - MAX_LISTED_MARKS;
	return marks.slice(0, MAX_LISTED_MARKS).join(' ') + (left > 0 ? ` and ${left} more` : '');
}

export function describeError(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const own = Object.fromEntries(Object.getOwnPropertyNames(error).map((name) => [name, read(error, name)]));
	return Object.values(own).join('\n');
}

function read(error: object, name: string): string {
	const value = (error as Record<string, unknown>)[name];
	try {
		return typeof value === 'object' ? JSON.stringify(value) : String(value);
	} catch {
		return '';
	}
}

export function formatTime(epochMs: number): string {
	return new Date(epochMs).toISOString().slice(5, 23).replace('T', ' ');
}
