import type { IPollFunctions } from 'n8n-workflow';

/** One poll of a trigger at a time, and of one registration: n8n may start the next one while a slow one is on. */
export interface PollLock {
	lease?: PollLease;
	/** The context that polls: each registration of a trigger with n8n's default engine has its own. */
	owner?: { context: IPollFunctions; polledAtMs: number };
}

/** The right of one poll to change what the trigger remembers. */
export interface PollLease {
	sinceMs: number;
	context: IPollFunctions;
	/** The workflow was published anew meanwhile: n8n may drop what this poll emits. */
	isSuperseded?: boolean;
}

/** A poll that is on for longer than this has died. */
const MAX_LEASE_MS = 10 * 60_000;
/** A registration that has not polled for so long, or for so many of the other's intervals, was removed. */
const OWNER_KEPT_MS = 60 * 60_000;
const OWNER_KEPT_POLLS = 2;

/**
 * Whether a poll belongs to the registration that was made last. n8n may go on polling one that it should have removed;
 * each of them has static data of its own, so both would emit the same scans. The last one owns the trigger, for as
 * long as it polls.
 * @param poll `isFirst`: of its context; `intervalMs`: since the trigger's poll before.
 */
export function claimOwnership(
	lock: PollLock,
	{
		context,
		isFirst,
		nowMs,
		intervalMs = 0,
	}: {
		context: IPollFunctions;
		isFirst: boolean;
		nowMs: number;
		intervalMs?: number;
	},
): boolean {
	const { owner } = lock;
	const keptMs = Math.max(OWNER_KEPT_MS, OWNER_KEPT_POLLS * intervalMs);
	const isOther = owner && owner.context !== context;
	if (isOther && !isFirst && nowMs - owner.polledAtMs < keptMs) return false;
	lock.owner = { context, polledAtMs: nowMs };
	return true;
}

/**
 * Takes the lock, if no other poll has it; one that is on learns whether the workflow was published anew.
 * @returns the lease, and whether it was taken from a poll that has died.
 */
export function tryLock(
	lock: PollLock,
	context: IPollFunctions,
	nowMs: number,
): { lease: PollLease; isTakenOver: boolean } | undefined {
	const { lease: other } = lock;
	if (other && nowMs - other.sinceMs < MAX_LEASE_MS) {
		other.isSuperseded ||= other.context !== context;
		return undefined;
	}
	lock.lease = { sinceMs: nowMs, context };
	return { lease: lock.lease, isTakenOver: other !== undefined };
}

/** Whether a poll still has the lock. */
export function holdsLock(lock: PollLock, lease: PollLease): boolean {
	return lock.lease === lease;
}

/** Gives the lock back, unless another poll took it over. */
export function unlock(lock: PollLock, lease: PollLease): void {
	if (holdsLock(lock, lease)) lock.lease = undefined;
}
