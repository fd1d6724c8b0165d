import { isMadeSince, type CodeRule } from './codeRule';

/** A code was made, here or in the dashboard: once, also when it is deleted and restored. */
export const newCodeRule: CodeRule = {
	baseline: () => '',
	judge: (memory) => ({ memory, news: [] }),
	welcome: (code, { startMs }) => {
		if (code.isDeleted) return { news: [] };
		const createdAt = code.createdAtMs === undefined ? null : new Date(code.createdAtMs).toISOString();
		return { memory: '', news: isMadeSince(code, startMs) ? [{ createdAt }] : [] };
	},
};
