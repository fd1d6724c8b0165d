import type { Locator } from 'playwright-core';

import { soon } from './soon';

/** Time for a click to reach what it is for, before the same click is tried once more. */
const TRY_AGAIN_AFTER_MS = 5_000;

/**
 * Does what a person does with the mouse, and counts it. A click that a busy page swallowed is tried again and counts
 * once. A double click counts as one, as people say it.
 */
export class ClickCounter {
	count = 0;

	async click(target: Locator): Promise<void> {
		this.count++;
		await soon(async () => await target.click({ timeout: TRY_AGAIN_AFTER_MS }));
	}

	/** @param outcome shows once the double click has worked. */
	async doubleClick(target: Locator, outcome: Locator): Promise<void> {
		this.count++;
		// a canvas that is still settling swallows a double click
		await soon(async () => {
			if (!(await outcome.isVisible())) await target.dblclick({ timeout: TRY_AGAIN_AFTER_MS });
			await outcome.waitFor({ timeout: TRY_AGAIN_AFTER_MS });
		});
	}
}
