import { isObject } from '../../util/objects';
import type { JsonObject } from '../endpoints';
import { openEnvelope } from './envelope';

/**
 * Takes the analytics of a code for one item. Nobody documented their form (B3), so all of it is passed on: an
 * object as it is, a list or nothing under `data`, each with what stands beside it in the answer.
 * @param body the whole answer.
 */
export function decodeAnalytics(body: unknown): JsonObject {
	const { data, beside } = openEnvelope(body);
	return isObject(data) ? { ...beside, ...data } : { data: data ?? null, ...beside };
}
