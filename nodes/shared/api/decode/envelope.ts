import { isObject } from '../../util/objects';
import type { JsonObject } from '../endpoints';

/** A1: what a success says, and what stands beside it. */
export interface Opened {
	data: unknown;
	/** Members of the envelope other than its own two. */
	beside: JsonObject;
}

/** Takes `{success: true, data}` apart; a bare object or list is the data itself. */
export function openEnvelope(body: unknown): Opened {
	if (!isObject(body) || !('data' in body)) return { data: body, beside: {} };
	const isEnvelope = body.success === true || !('id' in body);
	if (!isEnvelope) return { data: body, beside: {} };
	const { success: _success, data, ...beside } = body;
	return { data, beside };
}
