import type { QrCodeWithId } from '../../shared/api/decode/qrCode';
import type { JsonObject } from '../../shared/api/endpoints';

/** What a rule may know beside a code and what it remembers of it. */
export interface RuleContext {
	/** When the codes were listed, by the API's clock. */
	nowMs: number;
	/** When the trigger took its baseline, by the API's clock. */
	startMs: number;
	/** How many pieces of news there is room for: at least one. */
	room: number;
	/** Whether this process has listed the codes before, so that what moved has moved since then. */
	isContinuous: boolean;
	/** Whether some counter of the account shows scans: only then does a 0 say that there is none. */
	areScansCounted: boolean;
	/** When the newest scan of a code was made, by its log, for those that were asked about; undefined for none. */
	lastScans: ReadonlyMap<string, number | undefined>;
}

/** What came of a look at one code. */
export interface Verdict {
	/** What to remember of it; undefined to forget it. */
	memory?: string;
	/** What happened, in the fields that items show of it. */
	news: JsonObject[];
}

/** When something happened to a code. Pure; what it remembers is a short text, which n8n stores. */
export interface CodeRule {
	/** Remembers a code that was there before anything counts as news. */
	baseline(code: QrCodeWithId, context: Pick<RuleContext, 'nowMs'>): string | undefined;
	/** Looks at a code that it remembers. */
	judge(memory: string, code: QrCodeWithId, context: RuleContext): Verdict;
	/** Looks at a code that turned up since the baseline. */
	welcome(code: QrCodeWithId, context: RuleContext): Verdict;
}

/**
 * A code that was made so long before the baseline and turns up after it is not new: a list left it out, or it has
 * come to fit the filters. An hour of difference between this machine's clock and the API's does no harm.
 */
const OLD_BEFORE_START_MS = 60 * 60_000;

/** Whether a code was made after the baseline, as far as it says. */
export function isMadeSince({ createdAtMs }: QrCodeWithId, startMs: number): boolean {
	return createdAtMs === undefined || createdAtMs >= startMs - OLD_BEFORE_START_MS;
}
