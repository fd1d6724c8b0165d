import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';

import { ConnectorError } from '../shared/errors/connectorError';
import { toNodeError } from '../shared/errors/nodeErrors';
import { forgetBaseline, type CheckpointMemory } from './state/checkpoint';

/** The same news is told again after this long, should nobody have looked. */
const REPEAT_AFTER_MS = 24 * 60 * 60_000;
/** A passing trouble is worth an error execution only once it has lasted: most pass with the next poll. */
const REPORT_AFTER_MS = 15 * 60_000;

/** What was reported, so that it is not reported again with every poll. */
export interface ErrorMemory {
	/** By kind of error, until when it is not reported again. */
	reportedUntilMs: Map<string, number>;
	/** Since when polls have failed. */
	failingSinceMs?: number;
	/** What the log had last. */
	loggedError?: string;
}

export function newErrorMemory(): ErrorMemory {
	return { reportedUntilMs: new Map() };
}

/** The poll that is on, as far as telling of trouble depends on it. */
export interface CurrentPoll {
	context: IPollFunctions;
	memory: { errors: ErrorMemory; checkpoint: CheckpointMemory };
	nowMs: number;
	/** Whether this may be the poll that n8n makes when it activates the workflow. */
	isFirst: boolean;
}

/**
 * Decides whether a poll that failed ends with an error, which n8n turns into an error execution, or in
 * silence. An error at activation would take the trigger down for good, so only what the person must mend
 * is thrown there, and nothing when n8n starts up.
 * @throws {NodeApiError | NodeOperationError}
 */
export function reportError(poll: CurrentPoll, error: unknown): null {
	const { context, memory, nowMs } = poll;
	logError(poll, error);
	const news = toNews(error, nowMs);
	if (!mustBeReported(poll, news)) return null;
	if (isActivation(poll)) forgetBaseline(memory.checkpoint);
	memory.errors.reportedUntilMs.set(news.key, news.silentUntilMs);
	throw toNodeError(context.getNode(), error);
}

/** Notes trouble, also such as did not keep the poll from handing out scans. The log has it once. */
export function logError({ context, memory: { errors }, nowMs }: CurrentPoll, error: unknown): void {
	const { message, description } = toNodeError(context.getNode(), error);
	if (errors.loggedError !== message) {
		context.logger.warn(`QRCodeStack Trigger: ${message}. ${description ?? ''}`.trim());
	}
	errors.loggedError = message;
	errors.failingSinceMs ??= nowMs;
}

/** Forgets earlier trouble after a poll that worked out. */
export function clearErrors(errors: ErrorMemory): void {
	errors.failingSinceMs = undefined;
	errors.loggedError = undefined;
	errors.reportedUntilMs.clear();
}

interface News {
	/** Trouble of one kind is one piece of news, however its texts differ from poll to poll. */
	key: string;
	kind: 'toBeMended' | 'quotaGone' | 'passing';
	silentUntilMs: number;
}

function toNews(error: unknown, nowMs: number): News {
	const silentUntilMs = nowMs + REPEAT_AFTER_MS;
	if (mustBeMended(error)) return { kind: 'toBeMended', key: String(error), silentUntilMs };
	const failure = error instanceof ConnectorError ? error.text.failure : undefined;
	if (failure?.cause !== 'quota-exhausted') return { kind: 'passing', key: 'passing', silentUntilMs };
	const reopensAtMs = failure.resetsAtEpochMs ?? 0;
	return { kind: 'quotaGone', key: 'quotaGone', silentUntilMs: Math.max(silentUntilMs, reopensAtMs) };
}

function mustBeReported(poll: CurrentPoll, { kind, key }: News): boolean {
	const {
		memory: { errors },
		nowMs,
	} = poll;
	if (isStartUp(poll)) return false;
	if (isActivation(poll)) return kind === 'toBeMended';
	if (nowMs < (errors.reportedUntilMs.get(key) ?? 0)) return false;
	if (kind === 'toBeMended') return true;
	// it is told by the next poll
	if (isPublishing(poll)) return false;
	const failingForMs = nowMs - (errors.failingSinceMs ?? nowMs);
	// one answer that says so may be a slip; the second one tells
	return kind === 'quotaGone' ? failingForMs > 0 : failingForMs >= REPORT_AFTER_MS;
}

/** Whether a person has just activated the workflow and waits for the outcome. */
export function isActivation({ context, isFirst }: CurrentPoll): boolean {
	const mode = context.getActivationMode();
	return isFirst && (mode === 'activate' || mode === 'create');
}

/** What hosts answer outside of their schedulers (n8n 2.38 and later). */
const UNSCHEDULED_BUDGET_MS = 5 * 60_000;

/**
 * Whether this is the poll that the usual engine makes when a changed workflow is published: should it fail, the
 * workflow is not active any more. Schedulers name every poll an update.
 */
export function isPublishing({ context, isFirst }: CurrentPoll): boolean {
	const budgetMs = context.getPollBudgetMs?.() ?? UNSCHEDULED_BUDGET_MS;
	return isFirst && context.getActivationMode() === 'update' && budgetMs >= UNSCHEDULED_BUDGET_MS;
}

/** Whether this is the poll that n8n makes when it starts, or takes over from another main process. */
export function isStartUp({ context, isFirst }: CurrentPoll): boolean {
	const mode = context.getActivationMode();
	return isFirst && (mode === 'init' || mode === 'leadershipChange');
}

/** Whether the person has to change something before a poll can work. */
function mustBeMended(error: unknown): boolean {
	if (error instanceof NodeOperationError) return true;
	if (!(error instanceof ConnectorError)) return false;
	const cause = error.text.failure?.cause;
	return error.kind === 'invalidInput' || cause === 'credential-invalid' || cause === 'configuration-invalid';
}
