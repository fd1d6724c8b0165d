import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';

import { ConnectorError } from '../shared/errors/connectorError';
import { toNodeError } from '../shared/errors/nodeErrors';
import { forgetBaseline, type CheckpointMemory } from './state/checkpoint';

/** The same error is reported again after this long, should nobody have looked. */
const REPEAT_AFTER_MS = 24 * 60 * 60_000;
/** A passing error is worth an error execution only once it has lasted: most pass with the next poll. */
const REPORT_AFTER_MS = 15 * 60_000;

/** What was reported, so that it is not reported again with every poll. */
export interface ErrorMemory {
	/** By {@link ErrorReport.key}, until when it is not reported again. */
	reportedUntilMs: Map<string, number>;
	/** Since when polls have failed. */
	failingSinceMs?: number;
	/** The status with which the API refused a poll, since the last one that worked. */
	refusedWith?: number;
	/** What the log had last. */
	loggedError?: string;
}

export function newErrorMemory(): ErrorMemory {
	return { reportedUntilMs: new Map() };
}

/** The poll that is on, as far as reporting an error depends on it. */
export interface CurrentPoll {
	context: IPollFunctions;
	memory: { errors: ErrorMemory; checkpoint: CheckpointMemory };
	nowMs: number;
	/** Whether this may be the poll that n8n makes when it activates the workflow. */
	isFirst: boolean;
}

/**
 * Decides whether a poll that failed ends with an error, which n8n turns into an error execution, or in
 * silence. An error at activation would take the trigger down for good, so only what a person must change
 * is thrown there, and nothing when n8n starts up.
 * @throws {NodeApiError | NodeOperationError}
 */
export function reportError(poll: CurrentPoll, error: unknown): null {
	const { context, memory } = poll;
	logError(poll, error);
	const report = toReport(poll, error);
	if (!mustBeReported(poll, report)) return null;
	if (isActivation(poll)) forgetBaseline(memory.checkpoint);
	memory.errors.reportedUntilMs.set(report.key, report.silentUntilMs);
	throw toNodeError(context.getNode(), error);
}

/** Notes an error, also one that did not keep the poll from emitting scans. The log has it once. */
export function logError({ context, memory: { errors }, nowMs }: CurrentPoll, error: unknown): void {
	const { message, description } = toNodeError(context.getNode(), error);
	if (errors.loggedError !== message) {
		context.logger.warn(`QRCodeStack Trigger: ${message}. ${description ?? ''}`.trim());
	}
	errors.loggedError = message;
	errors.failingSinceMs ??= nowMs;
}

/** Forgets earlier errors after a poll that worked out. */
export function clearErrors(errors: ErrorMemory): void {
	errors.failingSinceMs = undefined;
	errors.refusedWith = undefined;
	errors.loggedError = undefined;
	errors.reportedUntilMs.clear();
}

interface ErrorReport {
	/** Errors of one kind are one report, however their texts differ from poll to poll. */
	key: string;
	/**
	 * `unproven`: a person would have to change something, if the one answer that says so is right. n8n's durable
	 * cursors take such an error for a permanent one and make no poll for half an hour.
	 */
	kind: 'needsPerson' | 'unproven' | 'quotaExhausted' | 'passing';
	silentUntilMs: number;
}

function toReport({ memory: { errors }, nowMs }: CurrentPoll, error: unknown): ErrorReport {
	const silentUntilMs = nowMs + REPEAT_AFTER_MS;
	if (needsPerson(error)) {
		return { kind: isProven(errors, error) ? 'needsPerson' : 'unproven', key: keyOf(error), silentUntilMs };
	}
	const failure = error instanceof ConnectorError ? error.text.failure : undefined;
	if (failure?.cause !== 'quota-exhausted') return { kind: 'passing', key: 'passing', silentUntilMs };
	const reopensAtMs = failure.resetsAtEpochMs ?? 0;
	return {
		kind: 'quotaExhausted',
		key: 'quotaExhausted',
		silentUntilMs: Math.max(silentUntilMs, reopensAtMs),
	};
}

/** Codes that are gone are told apart by their names, which stand below the headline. */
function keyOf(error: unknown): string {
	return error instanceof ConnectorError && isOfGoneCodes(error) ? error.text.description : String(error);
}

/** Whether a person has to change something before a poll can work. */
function needsPerson(error: unknown): boolean {
	if (error instanceof NodeOperationError) return true;
	if (!(error instanceof ConnectorError)) return false;
	const cause = error.text.failure?.cause;
	const isRefusal = cause === 'credential-invalid' || cause === 'configuration-invalid';
	return error.kind === 'invalidInput' || isRefusal || isOfGoneCodes(error);
}

function isOfGoneCodes({ text }: ConnectorError): boolean {
	return text.name === 'watchedCodesGone';
}

/**
 * Whether more than one answer of the API says so: a single 401 may come of a server that is being changed. A log
 * that was not found was asked for twice before it counts.
 */
function isProven(errors: ErrorMemory, error: unknown): boolean {
	if (!(error instanceof ConnectorError) || error.statusCode === 0 || isOfGoneCodes(error)) return true;
	const isSecond = errors.refusedWith === error.statusCode;
	errors.refusedWith = error.statusCode;
	return isSecond;
}

function mustBeReported(poll: CurrentPoll, { kind, key }: ErrorReport): boolean {
	const { memory, nowMs } = poll;
	const { reportedUntilMs, failingSinceMs = nowMs } = memory.errors;
	if (isStartUp(poll)) return false;
	const mustChange = kind === 'needsPerson' || kind === 'unproven';
	if (isActivation(poll)) return mustChange;
	if (nowMs < (reportedUntilMs.get(key) ?? 0)) return false;
	if (kind === 'needsPerson') return true;
	// of all else, the next poll reports; a person who publishes waits for the outcome
	if (isPublishing(poll)) return mustChange;
	const failingForMs = nowMs - failingSinceMs;
	// one answer that says so may be a slip; the second one reports
	return kind === 'quotaExhausted' ? failingForMs > 0 : failingForMs >= REPORT_AFTER_MS;
}

/** Whether a person has just activated the workflow and waits for the outcome. */
export function isActivation({ context, isFirst }: CurrentPoll): boolean {
	const mode = context.getActivationMode();
	return isFirst && (mode === 'activate' || mode === 'create');
}

/** What hosts answer outside of their schedulers (n8n 2.38 and later). */
const UNSCHEDULED_BUDGET_MS = 5 * 60_000;

/**
 * Whether this is the poll that the default engine makes when a changed workflow is published: should it fail, the
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
