import type { IExecuteFunctions } from 'n8n-workflow';

const givenByRun = new WeakMap<object, Set<string>>();

/**
 * Tells something beside the output, once however many items it concerns. Old hosts get it into their log.
 * @param run what is the same for all items: the session, or the context where there is none at hand.
 */
export function hintOnce(context: IExecuteFunctions, run: object, message: string): void {
	const given = givenByRun.get(run) ?? new Set();
	givenByRun.set(run, given);
	if (given.has(message)) return;
	given.add(message);
	if (context.addExecutionHints) {
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	} else {
		context.logger.warn(`QRCodeStack: ${message}`);
	}
}
