/**
 * The compressor of `fflate`, of which esbuild bundles the part that is called. Its entry for Node.js requires
 * `module` and worker threads, which n8n's scan refuses; the types of its entry for browsers stand behind "exports"
 * in its package.json, where TypeScript's "node10" doesn't look.
 */
declare module 'fflate/browser' {
	export function zlibSync(
		data: Uint8Array,
		options?: { level?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9; mem?: number },
	): Uint8Array;
}
