import type { ICredentialsDecrypted, IHttpRequestOptions } from 'n8n-workflow';

import { CREDENTIAL_TYPE, type ApiSession } from './session';
import { clock } from '../util/clock';
import type { Endpoint } from '../api/endpoints';
import { classifyAnswer, classifyThrown, type HttpAnswer, type Outcome } from './outcome';
import { readBody } from './body/readBody';
import { timeoutMs } from './deadlines';

/** The one place of this package that touches HTTP: sends a call once and says how that ended. Never throws. */
export async function sendOnce(session: ApiSession, endpoint: Endpoint): Promise<Outcome> {
	const { context, account, stats } = session;
	const call = new AbortController();
	stats.callsSent++;
	try {
		const answer = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL_TYPE,
			toRequestOptions(session, endpoint, call.signal),
			{ credentialsDecrypted: toCredential(session) },
		)) as HttpAnswer;
		account.clock.note(answer.headers);
		const body = await readBody(session, endpoint, answer);
		return classifyAnswer({ ...answer, body }, clock.nowMs(), endpoint.method);
	} catch (thrown) {
		// the host may have wrapped a body that does not go on, and would keep its connection
		call.abort();
		return session.stop?.aborted ? { kind: 'cancelled', wasSent: true } : classifyThrown(thrown);
	}
}

/**
 * The credential as it was read for the session. Without it, the host would read it once more for each call, and work
 * out its expressions for the first item only.
 */
function toCredential({ connection }: ApiSession): ICredentialsDecrypted {
	return { id: '', name: CREDENTIAL_TYPE, type: CREDENTIAL_TYPE, data: { ...connection } };
}

function toRequestOptions(
	session: ApiSession,
	endpoint: Endpoint,
	abortSignal: AbortSignal,
): IHttpRequestOptions {
	const { baseUrl } = session.connection;
	const { method, path, query, body, fileUrl } = endpoint;
	return {
		method,
		...(fileUrl
			? { url: fileUrl, headers: { Accept: 'image/*' } }
			: { url: baseUrl + path, headers: { Accept: 'application/json' }, json: true }),
		encoding: 'stream',
		timeout: timeoutMs(session.waitLimits),
		// in an execution, the host puts in its place the one that tells of a stop
		abortSignal,
		...(query && Object.keys(query).length > 0 ? { qs: query } : {}),
		...(body ? { body } : {}),
		// the status becomes a value: otherwise the host sends a 401 twice and 1.x hides Retry-After
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// the host would carry the key along to wherever a redirect points
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		allowedDomains: new URL(baseUrl).hostname,
	};
}
