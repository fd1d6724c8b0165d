/** Thrown by a check that finds something wrong; its message says what. */
export class Finding extends Error {}

/** Ends a check with a finding unless `holds`. */
export function demand(holds: boolean, finding: string): asserts holds {
	if (!holds) throw new Finding(finding);
}

/** Runs checks one after the other; a failed one does not keep the next from running. */
export class CheckList {
	passedCount = 0;
	failedCount = 0;

	/** Prints one line per check: what was checked, and the fact that the check answers with. */
	async check(title: string, work: () => string | Promise<string>): Promise<void> {
		try {
			const fact = await work();
			this.passedCount++;
			console.log(`  ok    ${title}: ${fact}`);
		} catch (error) {
			this.failedCount++;
			const text = error instanceof Finding ? error.message : (error as Error).stack;
			console.log(`  FAIL  ${title}: ${text}`);
		}
	}

	/** In the form of jest's summary, so that .ci/run can add both up. */
	printSummary(): void {
		const total = this.passedCount + this.failedCount;
		const failed = this.failedCount > 0 ? `${this.failedCount} failed, ` : '';
		console.log(`Package checks: ${failed}${this.passedCount} passed, ${total} total`);
	}
}
