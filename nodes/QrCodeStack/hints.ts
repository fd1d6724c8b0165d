import type { ApiSession } from '../shared/apiSession';
import type { IExecuteFunctions } from 'n8n-workflow';

const givenBySession = new WeakMap<ApiSession, Set<string>>();

/** Tells something beside the output, once however many items it concerns. Old hosts get it into their log. */
export function hintOnce(context: IExecuteFunctions, session: ApiSession, message: string): void {
	const given = givenBySession.get(session) ?? new Set();
	givenBySession.set(session, given);
	if (given.has(message)) return;
	given.add(message);
	if (context.addExecutionHints) {
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	} else {
		context.logger.warn(`QRCodeStack: ${message}`);
	}
}
