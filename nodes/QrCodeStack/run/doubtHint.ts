import type { IExecuteFunctions } from 'n8n-workflow';

import type { JsonObject } from '../../shared/api/endpoints';
import type { Doubt } from '../../shared/paging/doubt';
import { hintOnce } from './hints';
import { isToolUse } from './toolUse';

/**
 * Says beside the output that a list may not be whole; as a warning where something speaks against it.
 * @returns what to add to the output: a model reads nothing else.
 */
export function tellDoubt(context: IExecuteFunctions, { isContradiction, reason }: Doubt): JsonObject[] {
	const message = `The list may not be complete: ${reason}.`;
	hintOnce(context, isContradiction ? 'warning' : 'info', message);
	return isContradiction && isToolUse(context) ? [{ message }] : [];
}
