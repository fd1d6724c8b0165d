import { tidyText } from '../util/redact';

/** n8n evaluates a stored text that begins with this, also one that it stores by itself when a person picks an entry. */
const EXPRESSION_SIGN = '=';

/**
 * A text from outside as the editor may show and store it. The picker stores the name of what is picked, and n8n
 * evaluates it when it begins with an equals sign: a name alone could end the process. Quotes in front stop that.
 * @returns one line, without markup, that is never an expression.
 */
export function toEditorText(text: string): string {
	const tidy = tidyText(text);
	return tidy.startsWith(EXPRESSION_SIGN) ? `"${tidy}"` : tidy;
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'"': '&quot;',
	"'": '&#39;',
};

/**
 * The same for the small print of a multi-select, which the editor renders as HTML: pictures would load, and links
 * open. A tidy text has no angle brackets; nor may an entity make one.
 */
export function toEditorHtml(text: string): string {
	return toEditorText(text).replace(/[&"']/g, (sign) => HTML_ENTITIES[sign] ?? sign);
}

/** Whether an ID can be picked: the editor would store one that begins with an equals sign, and n8n evaluate it. */
export function isSafeToPick(id: string): boolean {
	return !id.trimStart().startsWith(EXPRESSION_SIGN);
}
