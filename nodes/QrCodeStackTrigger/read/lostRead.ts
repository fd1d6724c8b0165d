import { ConnectorError } from '../../shared/errors/connectorError';

/** Whether the next call would meet with the same, whatever it asks for: a limit, a key, a plan. */
export function concernsAllCalls(error: unknown): boolean {
	if (!(error instanceof ConnectorError)) return false;
	return error.kind === 'rateLimited' || error.statusCode === 401 || error.statusCode === 403;
}

/**
 * Whether a list can't be gone on with: it can't be read to its end, or the API refuses its next page. The next read
 * starts anew.
 */
export function isLost(error: unknown): boolean {
	if (!(error instanceof ConnectorError)) return false;
	const isRefused = error.kind === 'clientError' && error.statusCode >= 400 && !concernsAllCalls(error);
	return error.kind === 'incompleteList' || isRefused;
}
