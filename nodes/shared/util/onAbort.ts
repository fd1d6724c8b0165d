const listenersOf = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls a listener once the signal is aborted, at once where it is already. Of however many listeners a signal
 * has, it sees one: at more than ten, Node.js warns of a leak, and an execution has sixty calls at once.
 * @returns what takes the listener away again.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
	if (signal.aborted) listener();
	const listeners = listenersOf.get(signal) ?? listenTo(signal);
	listeners.add(listener);
	return () => void listeners.delete(listener);
}

function listenTo(signal: AbortSignal): Set<() => void> {
	const listeners = new Set<() => void>();
	listenersOf.set(signal, listeners);
	signal.addEventListener('abort', () => listeners.forEach((listener) => listener()), { once: true });
	return listeners;
}
