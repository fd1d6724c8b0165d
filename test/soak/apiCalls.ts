import type { SandboxApi } from '../../sandbox/server/api';

/** Watches the calls of a sandbox's API that runs in this process, and changes none. */
export class ApiCalls {
	private listeners: Array<{ path: RegExp; tell: () => void }> = [];

	constructor(api: SandboxApi) {
		const handle = api.handle.bind(api);
		api.handle = (request) => {
			const response = handle(request);
			const waiting = this.listeners.filter(({ path }) => path.test(request.path));
			this.listeners = this.listeners.filter((listener) => !waiting.includes(listener));
			for (const { tell } of waiting) tell();
			return response;
		};
	}

	/** Resolves with the next call of such a path; false when none came in time. */
	async next(path: RegExp, timeoutMs: number): Promise<boolean> {
		return await new Promise((resolve) => {
			const settle = (isCalled: boolean) => {
				clearTimeout(timer);
				this.listeners = this.listeners.filter((other) => other !== listener);
				resolve(isCalled);
			};
			const timer = setTimeout(() => settle(false), timeoutMs);
			const listener = { path, tell: () => settle(true) };
			this.listeners.push(listener);
		});
	}
}
