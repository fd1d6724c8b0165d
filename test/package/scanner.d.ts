/** The part of n8n's own scan that the package check uses; it comes without types. */
declare module '@n8n/scan-community-package/scanner/scanner.mjs' {
	export const SOURCE_FILE_PATTERNS: string[];
	export function analyzePackage(
		packageDir: string,
		filePatterns?: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
}

/** The rule sets of n8n's older ESLint plugin, which comes without types as well. */
declare module 'eslint-plugin-n8n-nodes-base' {
	type RuleSet = { rules: { [rule: string]: 'error' } };
	const plugin: { configs: Record<'nodes' | 'credentials' | 'community', RuleSet> };
	export default plugin;
}
