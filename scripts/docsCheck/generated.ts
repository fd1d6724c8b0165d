import { format, resolveConfig } from 'prettier';

import { replaceParts } from './parts';

/**
 * Puts what the code says into the marked parts of a document.
 * @throws for a marker with an unknown name.
 */
export async function renew(text: string, file: string): Promise<string> {
	const renewed = replaceParts(text, file);
	if (renewed === text) return text;
	return await format(renewed, { ...(await resolveConfig(file)), parser: 'markdown' });
}
