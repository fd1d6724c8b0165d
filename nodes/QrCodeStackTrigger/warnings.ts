import type { IPollFunctions } from 'n8n-workflow';

import { formatDuration } from '../shared/util/duration';
import type { Batch } from './scans/selectBatch';

/** A warning that any poll may repeat is logged at once, and then summed up this often. */
const SUM_UP_EVERY_MS = 60 * 60_000;
const MAX_NAMED_CODES = 3;

/** What there is to warn of, over all codes. */
interface Recurring {
	loggedAtMs?: number;
	/** Since then. */
	ids: Set<string>;
	count: number;
}

/** Warnings that were not logged yet. */
export interface WarningMemory {
	overflow: Recurring;
	missed: Recurring;
}

export function newWarningMemory(): WarningMemory {
	return { overflow: { ids: new Set(), count: 0 }, missed: { ids: new Set(), count: 0 } };
}

/** Warns of scans that the trigger may miss, or has missed. To be called by each poll, with what it met. */
export function warnOfLoss(
	{ logger }: IPollFunctions,
	memory: WarningMemory,
	{ overflowIds, missed }: Pick<Batch, 'overflowIds' | 'missed'>,
	{ allowedLatenessMs, nowMs }: { allowedLatenessMs: number; nowMs: number },
): void {
	const overflow = sumUp(
		memory.overflow,
		overflowIds.map((id) => ({ id, count: 1 })),
		nowMs,
	);
	if (overflow) {
		const { ids, count } = overflow;
		const times = count > ids.length ? `, in ${count} reads since the last warning` : '';
		logger.warn(
			`QRCodeStack Trigger: more scans within ${formatDuration(allowedLatenessMs)} than can be remembered, of ${nameCodes(ids)}${times}; scans that enter the log late may be missed`,
		);
	}
	const late = sumUp(memory.missed, missed, nowMs);
	if (late) {
		logger.warn(
			`QRCodeStack Trigger: ${late.count} scans of ${nameCodes(late.ids)} came in late while n8n was not running, more than can be told apart from those already emitted. They were not emitted; Scan > Get Many shows them`,
		);
	}
}

/** Adds what a poll met. Returns the sum when it is to be logged, and begins a new one. */
function sumUp(
	recurring: Recurring,
	met: ReadonlyArray<{ id: string; count: number }>,
	nowMs: number,
): { ids: string[]; count: number } | undefined {
	for (const { id, count } of met) {
		recurring.ids.add(id);
		recurring.count += count;
	}
	const ageMs = nowMs - (recurring.loggedAtMs ?? Number.NEGATIVE_INFINITY);
	// below zero, the clock was set back
	const isTooEarly = ageMs >= 0 && ageMs < SUM_UP_EVERY_MS;
	if (recurring.count === 0 || isTooEarly) return undefined;
	const { count } = recurring;
	const ids = [...recurring.ids];
	Object.assign(recurring, { loggedAtMs: nowMs, ids: new Set(), count: 0 });
	return { ids, count };
}

function nameCodes(ids: readonly string[]): string {
	const names = ids.slice(0, MAX_NAMED_CODES).map((id) => JSON.stringify(id));
	if (ids.length === 1) return `QR code ${names.join('')}`;
	const others = ids.length > MAX_NAMED_CODES ? ' and others' : '';
	return `${ids.length} QR codes (${names.join(', ')}${others})`;
}
