import type { IExecuteFunctions } from 'n8n-workflow';

/** What was told beside the output of a run of the node: n8n has one context for each. */
const shownByRun = new WeakMap<IExecuteFunctions, Set<string>>();

/** Tells something beside the output. Old hosts get it into their log. */
export function hint(context: IExecuteFunctions, type: 'info' | 'warning', message: string): void {
	if (context.addExecutionHints) context.addExecutionHints({ message, type, location: 'outputPane' });
	else context.logger[type === 'info' ? 'info' : 'warn'](`QRCodeStack: ${message}`);
}

/** Warns of something once, however many items it concerns. */
export function warnOnce(context: IExecuteFunctions, message: string): void {
	hintOnce(context, 'warning', message);
}

/** Tells something once, however many items it concerns. */
export function hintOnce(context: IExecuteFunctions, type: 'info' | 'warning', message: string): void {
	const told = shownByRun.get(context) ?? new Set();
	shownByRun.set(context, told);
	if (told.has(message)) return;
	told.add(message);
	hint(context, type, message);
}
