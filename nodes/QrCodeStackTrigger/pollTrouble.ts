import { NodeApiError, NodeOperationError, type IPollFunctions } from 'n8n-workflow';

import { ApiCallError } from '../shared/apiCallError';
import { toNodeError } from '../shared/nodeErrors';
import type { PollMemory } from './pollMemory';

/** The same news is told again after this long, should nobody have looked. */
const REPEAT_AFTER_MS = 24 * 60 * 60_000;
/** A passing trouble is worth an error execution only once it has lasted: most pass with the next poll. */
const PATIENCE_MS = 15 * 60_000;

/**
 * Decides whether a poll that failed ends with an error, which n8n turns into an error execution, or in
 * silence. An error at activation would take the trigger down for good, so only what the person must mend
 * is thrown there, and nothing when n8n starts up.
 * @throws {NodeApiError | NodeOperationError}
 */
export function reportTrouble(
	context: IPollFunctions,
	memory: PollMemory,
	error: unknown,
	nowMs: number,
): null {
	const nodeError = toNodeError(context.getNode(), error);
	context.logger.warn(`QRCodeStack Trigger: ${nodeError.message}. ${nodeError.description ?? ''}`);
	memory.troubledSinceMs ??= nowMs;
	if (mustStaySilent(context, error) || !isNews(memory, error, nodeError, nowMs)) return null;
	memory.reported = { key: nodeError.message, atMs: nowMs };
	throw nodeError;
}

/** Forgets earlier trouble after a poll that worked out. */
export function clearTrouble(memory: PollMemory): void {
	memory.troubledSinceMs = undefined;
	memory.reported = undefined;
}

function mustStaySilent(context: IPollFunctions, error: unknown): boolean {
	const activation = context.getActivationMode();
	if (activation === 'init' || activation === 'leadershipChange') return true;
	return activation === 'activate' && !mustBeMended(error);
}

function isNews(
	memory: PollMemory,
	error: unknown,
	nodeError: NodeApiError | NodeOperationError,
	nowMs: number,
): boolean {
	const { reported, troubledSinceMs = nowMs } = memory;
	if (reported?.key === nodeError.message && nowMs - reported.atMs < REPEAT_AFTER_MS) return false;
	const isLasting = nowMs - troubledSinceMs >= PATIENCE_MS;
	return mustBeMended(error) || isQuotaGone(error) || isLasting;
}

/** Whether the person has to change something before a poll can work. */
function mustBeMended(error: unknown): boolean {
	if (!(error instanceof ApiCallError)) return error instanceof NodeOperationError;
	const cause = error.text.failure?.cause;
	return error.kind === 'invalidInput' || cause === 'credential-invalid' || cause === 'configuration-invalid';
}

function isQuotaGone(error: unknown): boolean {
	return error instanceof ApiCallError && error.text.failure?.cause === 'quota-exhausted';
}
