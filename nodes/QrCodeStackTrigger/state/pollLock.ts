import type { IPollFunctions } from 'n8n-workflow';

/** One poll of a trigger at a time: n8n may start the next one while a slow one is on. */
export interface PollLock {
	lease?: PollLease;
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
