import { isObject } from '../../../nodes/shared/util/objects';
import { classifyAnswer } from '../../../nodes/shared/http/outcome';
import type { LiveAnswer } from './liveClient';

declare const accepted: unique symbol;
/** An answer that did what was asked. */
export type AcceptedAnswer = LiveAnswer & { [accepted]: true };

/** Whether the API did what was asked, by the documented status codes and `success`. */
export function isAccepted(answer: LiveAnswer | undefined): answer is AcceptedAnswer {
	if (!answer) return false;
	const isRefusal = isObject(answer.body) && answer.body.success === false;
	return answer.status >= 200 && answer.status < 300 && !isRefusal;
}

/** The payload as the nodes would read it. */
export function dataOf(answer: LiveAnswer): unknown {
	const outcome = classifyAnswer({ ...answer, statusCode: answer.status }, 0);
	return outcome.kind === 'ok' ? outcome.data : undefined;
}

/** The body where it is an object, else an empty one. */
export function membersOf(value: unknown): { [name: string]: unknown } {
	return isObject(value) ? value : {};
}

/** `{success: true, data}`, as documented for GET /me. */
export function hasEnvelope({ body }: LiveAnswer): boolean {
	return isObject(body) && body.success === true && 'data' in body;
}
