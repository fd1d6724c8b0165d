import type { CodeRule } from './codeRule';
import { joinText, splitText } from './keptText';

/** An ID that is longer is not remembered: such a code can't be asked for when the list lacks it. */
const MAX_ID_LENGTH = 64;

/**
 * A code was deleted, here or in the dashboard. Lists lack deleted codes, but they may lack others as well; so the
 * code itself is asked for, and one that is not found is given to the rule as deleted.
 */
export const deletedCodeRule: CodeRule = {
	baseline: (code) => (code.isDeleted ? undefined : remember(code)),
	welcome: (code) => ({ memory: code.isDeleted ? undefined : remember(code), news: [] }),
	judge: (_, code) =>
		code.isDeleted ? { news: [{ scanCount: code.scanCount ?? null }] } : { memory: remember(code), news: [] },
};

function remember({ id, name = '' }: { id: string; name?: string }): string {
	return joinText(id.length > MAX_ID_LENGTH ? '' : id, name);
}

/** What is known of a remembered code that a list lacks; undefined where it can't be asked for. */
export function recallCode(memory: string): { id: string; name?: string } | undefined {
	const [id, name] = splitText(memory);
	if (id === '') return undefined;
	return { id, ...(name === '' ? {} : { name }) };
}
