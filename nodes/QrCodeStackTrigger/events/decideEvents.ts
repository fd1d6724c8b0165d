import type { QrCodeWithId } from '../../shared/api/decode/qrCode';
import type { JsonObject } from '../../shared/api/endpoints';
import { codeKey } from '../scans/cursors';
import type { CodeRule, RuleContext } from './codeRule';

/** What is remembered of the codes, by code key. Plain data; never changed in place. */
export type CodeMemories = ReadonlyMap<string, string>;

/** Something that happened to a code. */
export interface CodeEvent {
	code: QrCodeWithId;
	facts: JsonObject;
}

export interface Decision {
	events: CodeEvent[];
	memories: CodeMemories;
}

/** Codes that no list shows any more are remembered, should they come back: this many of them. */
const MAX_UNLISTED = 1_000;

/** One code may be deleted and another made between two looks; of several, one would be left. */
const MIN_KNOWN = 2;

/**
 * Whether a list has codes and none of those that are remembered: it is that of another account, whose codes are not
 * new, and those of the first one not deleted.
 */
export function isOfAnotherAccount(memories: CodeMemories, all: readonly QrCodeWithId[]): boolean {
	if (memories.size < MIN_KNOWN || all.length === 0) return false;
	return !all.some(({ id }) => memories.has(codeKey(id)));
}

/** Remembers the codes as they are now; those that are remembered already keep what is known of them. */
export function takeCodeBaseline(
	rule: CodeRule,
	before: CodeMemories,
	codes: readonly QrCodeWithId[],
	nowMs: number,
): CodeMemories {
	const memories = new Map(before);
	for (const code of codes) {
		const key = codeKey(code.id);
		const memory = memories.has(key) ? undefined : rule.baseline(code, { nowMs });
		if (memory !== undefined) memories.set(key, memory);
	}
	return memories;
}

/**
 * Decides what happened to the codes since they were looked at last. Pure: what it gives to remember and the events
 * belong together, and are stored and emitted together.
 * @param most how many events are emitted at once; the others are found again by the next look.
 */
export function decideEvents(
	rule: CodeRule,
	before: CodeMemories,
	codes: readonly QrCodeWithId[],
	{ most, ...context }: Omit<RuleContext, 'room'> & { most: number },
): Decision {
	const memories = new Map(before);
	const events: CodeEvent[] = [];
	for (const code of codes) {
		const room = most - events.length;
		if (room <= 0) break;
		const key = codeKey(code.id);
		const memory = memories.get(key);
		const known = { ...context, room };
		const verdict = memory === undefined ? rule.welcome(code, known) : rule.judge(memory, code, known);
		if (verdict.memory === undefined) memories.delete(key);
		else memories.set(key, verdict.memory);
		for (const facts of verdict.news) events.push({ code, facts });
	}
	return { events, memories: dropUnlisted(memories, codes) };
}

function dropUnlisted(memories: Map<string, string>, codes: readonly QrCodeWithId[]): CodeMemories {
	const excess = memories.size - codes.length - MAX_UNLISTED;
	// an account that seems to have no code at all may be a slip of the API
	if (excess <= 0 || codes.length === 0) return memories;
	const listed = new Set(codes.map(({ id }) => codeKey(id)));
	const unlisted = [...memories.keys()].filter((key) => !listed.has(key));
	for (const key of unlisted.slice(0, excess)) memories.delete(key);
	return memories;
}
