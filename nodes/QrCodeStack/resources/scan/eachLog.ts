import type { IExecuteFunctions } from 'n8n-workflow';

import { describeQrCode } from '../../../shared/qrCodes/describeQrCode';
import type { JsonObject } from '../../../shared/api/endpoints';
import { invalidInput, isNotFound } from '../../../shared/errors/connectorError';
import type { ApiSession } from '../../../shared/http/session';
import type { Doubt } from '../../../shared/paging/doubt';
import { toText } from '../../../shared/util/objects';
import { tidyText } from '../../../shared/util/redact';
import { runConcurrently } from '../../run/concurrency';
import { tellDoubt } from '../../run/doubtHint';
import { warnOnce } from '../../run/hints';
import type { OperationCall } from '../../run/operation';
import { isToolUse } from '../../run/toolUse';
import { mayHaveScans, type MeantCode } from './meantCodes';

/** Logs on their way at once: with answers of 150 ms, as many calls as the larger plan has. */
const LOGS_AT_ONCE = 8;
/**
 * Calls that one question of a model may take for scans: a twenty-fifth of a Pro plan's month. Where it would take more,
 * it says so before any log is read.
 */
export const MAX_TOOL_LOG_CALLS = 200;

/** What is done with the log of one code. */
export interface LogWork {
	/** @param onDoubt takes why its scans may not be all. */
	readLog: (meant: MeantCode, onDoubt: (doubt: Doubt) => void) => Promise<void>;
	/** Asked before each log: whether to read it. */
	goesOn?: () => boolean;
	/** Whether the logs are read one after the other, since one may be enough. */
	isInOrder?: boolean;
}

/**
 * Reads the logs of codes that may have scans. The first one is read alone: it shows how the server pages.
 * @param notes gets what is to be added to the output.
 * @returns how many logs were begun.
 * @throws {ConnectorError} of the first log that can't be read. A code of the list that was deleted meanwhile has none,
 * which a hint beside the output says.
 */
export async function readEachLog(
	call: OperationCall,
	codes: readonly MeantCode[],
	{ readLog, goesOn = () => true, isInOrder = false }: LogWork,
	notes: JsonObject[],
): Promise<number> {
	const { context, session } = call;
	const toRead = codes.filter(mayHaveScans);
	requireFewCalls(call, toRead.length);
	const found = new FoundLogs(codes.length === 1);
	let begun = 0;
	const run = async (meant: MeantCode) => {
		begun++;
		await found.note(meant, async (onDoubt) => await readLog(meant, onDoubt));
	};
	const mayGoOn = () => found.failures.length === 0 && goesOn();
	const [first, ...others] = toRead;
	if (first) await run(first);
	await runConcurrently({
		count: others.length,
		concurrency: isInOrder ? 1 : LOGS_AT_ONCE,
		run: async (index) => await run(others[index]!),
		goesOn: mayGoOn,
	});
	if (found.failures.length > 0) throw found.failures[0];
	notes.push(...found.report(context, session));
	return begun;
}

/**
 * What a model asks for must not use up the calls of everyone.
 * @param ahead how many calls are to come at least.
 * @throws {ConnectorError} kind 'invalidInput' where they are too many.
 */
export function requireFewCalls({ context, session }: OperationCall, ahead = 1): void {
	if (!isToolUse(context) || session.stats.callsSent + ahead <= MAX_TOOL_LOG_CALLS) return;
	throw invalidInput('tooManyLogsForAgent', { maximum: MAX_TOOL_LOG_CALLS });
}

/** What became of the logs. */
class FoundLogs {
	readonly failures: unknown[] = [];
	private readonly doubts: Array<{ meant: MeantCode; doubt: Doubt }> = [];
	private readonly missing: unknown[] = [];
	private read = 0;

	constructor(private readonly isOfOne: boolean) {}

	async note(meant: MeantCode, work: (onDoubt: (doubt: Doubt) => void) => Promise<void>): Promise<void> {
		try {
			await work((doubt) => void this.doubts.push({ meant, doubt }));
			this.read++;
		} catch (error) {
			if (isNotFound(error) && !meant.isChosen) this.missing.push(error);
			else this.failures.push(error);
		}
	}

	/**
	 * @returns what to add to the output.
	 * @throws {ConnectorError} where no log at all was found: that is no sign of deleted codes.
	 */
	report(context: IExecuteFunctions, { connection }: ApiSession): JsonObject[] {
		if (this.missing.length > 0 && this.read === 0) throw this.missing[0];
		if (this.missing.length > 0) {
			warnOnce(context, describeMissing(this.missing.length));
		}
		const [first] = this.doubts;
		if (!first) return [];
		const { meant, doubt } = first;
		if (this.isOfOne) return tellDoubt(context, doubt);
		const isContradiction = this.doubts.some((other) => other.doubt.isContradiction);
		const name = tidyText(meant.code ? describeQrCode(meant.code) : toText(meant.id), connection.apiKey);
		const others = this.doubts.length > 1 ? ` (and ${this.doubts.length - 1} others)` : '';
		return tellDoubt(context, { isContradiction, reason: `of ${name}${others}, ${doubt.reason}` });
	}
}

function describeMissing(count: number): string {
	return count === 1
		? 'One QR code was deleted meanwhile, so its scans are not there.'
		: `${count} QR codes were deleted meanwhile, so their scans are not there.`;
}
