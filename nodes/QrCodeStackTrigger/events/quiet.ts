import { DAY_MS } from '../../shared/util/duration';
import type { QrCodeWithId } from '../../shared/api/decode/qrCode';
import type { CodeRule, RuleContext } from './codeRule';

const BASE = 36;
/** Whole minutes save space, and nobody counts days of quiet in seconds. */
const UNIT_MS = 60_000;
/** A date that lies further ahead is no date of making. */
const MAX_AHEAD_MS = DAY_MS;

interface QuietMemory {
	/** The highest count so far. */
	count?: number;
	/** No scan is known since; one may have been made that the counter did not show. */
	sinceMs: number;
	isReported: boolean;
}

/**
 * A code has had no scan for so long: reported once, until it is scanned again. A code that was never scanned counts
 * from when it was made, one that was scanned before the baseline from the baseline.
 *
 * What is remembered may be older than what was seen, where the host did not store it, and a counter may stand still.
 * So a code that was ever scanned is called quiet only when its log was asked for its newest scan (`lastScans`).
 */
export function quietRule(quietMs: number): CodeRule {
	const judge = (before: QuietMemory, code: QrCodeWithId, context: RuleContext) => {
		const moved = toMoved(before, code, context);
		if (moved.isReported || !mayBeQuiet(moved, quietMs, context)) return { memory: write(moved), news: [] };
		if (needsLog(code, context) && !context.lastScans.has(code.id)) return { memory: write(moved), news: [] };
		const lastScanMs = context.lastScans.get(code.id);
		const checked = { ...moved, sinceMs: Math.max(moved.sinceMs, lastScanMs ?? 0) };
		if (!mayBeQuiet(checked, quietMs, context)) return { memory: write(checked), news: [] };
		return {
			memory: write({ ...checked, isReported: true }),
			news: [
				{
					quietDays: Math.floor((context.nowMs - checked.sinceMs) / DAY_MS),
					lastScannedAt: lastScanMs === undefined ? null : new Date(lastScanMs).toISOString(),
					scanCount: code.scanCount ?? null,
				},
			],
		};
	};
	return {
		baseline: (code, { nowMs }) => write(begin(code, nowMs)),
		judge: (memory, code, context) => judge(read(memory) ?? begin(code, context.nowMs), code, context),
		welcome: (code, context) => judge(begin(code, context.nowMs), code, context),
	};
}

/** The codes whose logs have to be asked for their newest scan before they can be called quiet. */
export function codesToAsk(
	codes: readonly QrCodeWithId[],
	memoryOf: (code: QrCodeWithId) => string | undefined,
	quietMs: number,
	context: Pick<RuleContext, 'nowMs' | 'isContinuous' | 'areScansCounted'>,
): QrCodeWithId[] {
	return codes.filter((code) => {
		const before = read(memoryOf(code) ?? '');
		if (!before || !needsLog(code, context)) return false;
		const moved = toMoved(before, code, context);
		return !moved.isReported && mayBeQuiet(moved, quietMs, context);
	});
}

function begin({ scanCount, createdAtMs }: QrCodeWithId, nowMs: number): QuietMemory {
	// by the first answer alone, the API's time may be taken for earlier than it is: a code is not older for that
	const madeMs = Math.min(createdAtMs ?? nowMs, nowMs + MAX_AHEAD_MS);
	const sinceMs = scanCount === 0 ? madeMs : nowMs;
	return { ...(scanCount === undefined ? {} : { count: scanCount }), sinceMs, isReported: false };
}

/** A counter that lags or goes down is no scan. When one that moved did so is known to a process that looked before. */
function toMoved(
	before: QuietMemory,
	{ scanCount }: QrCodeWithId,
	{ nowMs, isContinuous }: Pick<RuleContext, 'nowMs' | 'isContinuous'>,
): QuietMemory {
	if (scanCount === undefined || (before.count !== undefined && scanCount <= before.count)) return before;
	if (before.count === undefined) return { ...before, count: scanCount };
	return { count: scanCount, sinceMs: isContinuous ? nowMs : before.sinceMs, isReported: false };
}

function mayBeQuiet({ sinceMs }: QuietMemory, quietMs: number, { nowMs }: { nowMs: number }): boolean {
	return nowMs - sinceMs >= quietMs;
}

/** A code whose counter says that it was never scanned has an empty log, where counters say anything at all. */
function needsLog(
	{ scanCount }: QrCodeWithId,
	{ areScansCounted }: Pick<RuleContext, 'areScansCounted'>,
): boolean {
	return scanCount !== 0 || !areScansCounted;
}

function write({ count, sinceMs, isReported }: QuietMemory): string {
	// rounded up: nothing is called quiet a minute too early
	const since = Math.ceil(sinceMs / UNIT_MS).toString(BASE);
	return [count?.toString(BASE) ?? '', since, isReported ? 1 : ''].join('.');
}

function read(memory: string): QuietMemory | undefined {
	const parts = /^([0-9a-z]*)\.([0-9a-z]+)\.(1?)$/.exec(memory);
	if (!parts) return undefined;
	const [, countText = '', sinceText = '', flag] = parts;
	const count = countText === '' ? undefined : parseInt(countText, BASE);
	const sinceMs = parseInt(sinceText, BASE) * UNIT_MS;
	if (!Number.isSafeInteger(sinceMs) || !Number.isSafeInteger(count ?? 0)) return undefined;
	return { ...(count === undefined ? {} : { count }), sinceMs, isReported: flag === '1' };
}
