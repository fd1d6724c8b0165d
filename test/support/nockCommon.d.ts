/** What test/support/nock.ts needs of nock's own timers, which it does not declare. */
declare module 'nock/lib/common.js' {
	const common: {
		setTimeout: (run: () => void, delayMs: number) => unknown;
		setImmediate: (run: () => void) => unknown;
	};
	export default common;
}
