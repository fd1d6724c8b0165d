import type { IExecuteFunctions } from 'n8n-workflow';

import { formatDuration } from '../../shared/util/duration';
import { hint } from './hints';

/** Shorter waits don't make anybody wonder. */
const MIN_TOLD_WAIT_MS = 10_000;

/** Says on the output panel why the node took so long, if it did. */
export function hintAtWaits(context: IExecuteFunctions, totalWaitMs: number): void {
	if (totalWaitMs < MIN_TOLD_WAIT_MS) return;
	const message = `${formatDuration(totalWaitMs)} of this run went into waiting for the limit of API calls per minute. A larger plan allows more.`;
	hint(context, 'info', message);
}
