import type { ApiSession } from './session';
import type { Endpoint } from '../api/endpoints';

/**
 * Sends a call that changes something only after the earlier ones of the session on the same path are
 * through: of two updates of one code, the one of the later item has to win.
 */
export async function sendInOrder<T>(
	{ lastChanges }: ApiSession,
	{ method, path }: Endpoint,
	send: () => Promise<T>,
): Promise<T> {
	// two POSTs on one path make two things, and don't touch each other
	if (method === 'GET' || method === 'POST') return await send();
	const earlier = lastChanges.get(path);
	const sent = earlier === undefined ? send() : earlier.then(send);
	const settled = sent.then(ignore, ignore);
	lastChanges.set(path, settled);
	return await sent;
}

function ignore(): void {}
