import { randomBytes } from 'node:crypto';

import type { Connection } from '../../nodes/shared/http/connection';
import { redactValue } from '../../nodes/shared/util/redact';
import { isAccepted } from './observe/answers';
import { unknown, type Finding } from './judge/finding';
import { judgeBulkAnswer, judgeCode, judgeEnvelope, judgeFurther } from './judge/judgeCodes';
import { judgeDocumented, planOf } from './judge/judgeDocumented';
import { judgeRateLimit, noteExtras } from './judge/judgeLimits';
import { judgePaging } from './judge/judgePaging';
import { judgeScans } from './judge/judgeScans';
import { LiveClient, StopRun, type LiveClock, type SendOnWire } from './observe/liveClient';
import { cleanUp, MadeCodes } from './observe/madeCodes';
import { newObservations, type Observations } from './observe/observations';
import { observe, type ObserveOptions } from './observe/observe';

export interface CheckOptions extends ObserveOptions {
	connection: Connection;
	send: SendOnWire;
	clock: LiveClock;
	/** Ends the checks early; what was made is deleted all the same. */
	stop: AbortSignal;
}

/** What a run found. No text in it holds the key. */
export interface CheckReport {
	baseUrl: string;
	plan: string | undefined;
	documented: Finding[];
	assumed: Finding[];
	/** What the answers show besides. */
	extras: string[];
	callsSpent: number;
	/** Why the run ended early, where it did. */
	endedEarly: string | undefined;
	leftBehind: { ids: string[]; names: string[] };
}

/** Every name that this program gives begins so: whoever finds one may delete it. */
export const NAME_PREFIX = 'n8n-nodes-qrcodestack check';

/** Runs the checks, deletes what they made, and judges what was seen. */
export async function runCheck(options: CheckOptions): Promise<CheckReport> {
	const { connection, send, clock, stop } = options;
	const seen = newObservations();
	const made = new MadeCodes(`${NAME_PREFIX} ${randomBytes(4).toString('hex')}`);
	const client = new LiveClient(connection, send, clock, stop);
	client.callsToKeep = () => made.callsToDelete;
	let endedEarly: string | undefined;
	try {
		await observe(client, made, seen, options);
		endedEarly = describeStandstill(seen);
	} catch (error) {
		if (!(error instanceof StopRun)) throw error;
		endedEarly = error.message;
	} finally {
		await cleanUp(client, made, seen.dialect);
	}
	return redactValue(toReport(client, made, seen, endedEarly), connection.apiKey);
}

/** Why there was nothing more to be seen, in the words that help a person on. */
function describeStandstill({ account, create, codeId }: Observations): string | undefined {
	if (!account || account.status === 0) return 'nothing answered at this address';
	if (account.status === 401) return 'the API does not accept this key (401)';
	if (account.status === 403) return 'the plan of this account has no API (403)';
	if (account.status === 404) return 'GET /me answered 404: is the base URL that of the API?';
	if (!isAccepted(account)) return `GET /me answered ${account.status}`;
	if (codeId !== undefined) return undefined;
	return `no QR code could be created (${create?.status === 0 ? 'no answer' : create?.status})`;
}

function toReport(
	{ answers, rateRefusals, callsSpent, connection }: LiveClient,
	made: MadeCodes,
	seen: Observations,
	endedEarly: string | undefined,
): CheckReport {
	const { baseUrl } = connection;
	const rateLimit = judgeRateLimit(seen, rateRefusals);
	const findings = [
		...judgeDocumented(seen, answers),
		judgeEnvelope(seen),
		judgePaging(seen, baseUrl),
		judgeCode(seen),
		...judgeScans(seen),
		judgeBulkAnswer(seen),
		...rateLimit,
		unknown('A10', 'whether a proxy answers at times is not for a few calls to tell'),
		...judgeFurther(seen, answers, baseUrl),
	];
	return {
		baseUrl,
		plan: planOf(seen.account),
		documented: findings.filter(({ id }) => id.startsWith('D')),
		assumed: findings.filter(({ id }) => !id.startsWith('D')),
		extras: noteExtras(answers),
		callsSpent,
		endedEarly,
		leftBehind: { ids: [...made.ids], names: [...made.unsureNames] },
	};
}
