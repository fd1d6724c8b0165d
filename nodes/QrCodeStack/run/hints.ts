import type { IExecuteFunctions } from 'n8n-workflow';

/** What was shown beside the output of a run of the node: n8n has one context for each. */
const shownByRun = new WeakMap<IExecuteFunctions, Set<string>>();

/** Shows something beside the output. Old hosts get it into their log. */
export function hint(context: IExecuteFunctions, type: 'info' | 'warning', message: string): void {
	if (context.addExecutionHints) context.addExecutionHints({ message, type, location: 'outputPane' });
	else context.logger[type === 'info' ? 'info' : 'warn'](`QRCodeStack: ${message}`);
}

/** Warns of something once, however many items it concerns. */
export function warnOnce(context: IExecuteFunctions, message: string): void {
	hintOnce(context, 'warning', message);
}

/** Shows something once, however many items it concerns. */
export function hintOnce(context: IExecuteFunctions, type: 'info' | 'warning', message: string): void {
	const shown = shownByRun.get(context) ?? new Set();
	shownByRun.set(context, shown);
	if (shown.has(message)) return;
	shown.add(message);
	hint(context, type, message);
}
