import { toAdditions, toCommonFailures, toCredentialTestTable, toFailureTables } from './failureTables';
import { toFactTables } from './factTables';
import { toReference } from './reference';
import { toRoomsPicture } from './roomsPicture';

/** Parts of the documents that are made of the code, by the name in their marker. */
const PARTS: Record<string, () => string> = {
	facts: toFactTables,
	errors: toFailureTables,
	'common errors': toCommonFailures,
	'sentences between': toAdditions,
	'credential test': toCredentialTestTable,
	operations: toReference,
	rooms: toRoomsPicture,
};

const PART = /(<!-- made by docs:check: ([\w ]+) -->\n)([^]*?)(<!-- end -->)/g;

/**
 * Puts what the code says into the marked parts of a document, not yet formatted.
 * @throws for a marker with an unknown name.
 */
export function replaceParts(text: string, file: string): string {
	return text.replace(PART, (_, start: string, name: string, _old, end: string) => {
		const make = PARTS[name];
		if (!make) throw new Error(`${file}: there is no part called "${name}"`);
		return `${start}\n${make()}\n\n${end}`;
	});
}
