/**
 * One way in which something can go wrong, in the words that a person reads; `{…}` is filled in. Names of
 * fields stand in single quotes, as n8n's guidelines ask; in double ones stands what came from outside.
 */
export interface Message {
	/** What happened, in one line without a full stop. */
	headline: string;
	/** More of it, to whom it happened and why. Stands below the headline. */
	whatHappened: string;
	/** What the person can do next. Stands last. */
	whatToDo: string;
}

/** The names of the placeholders in a text: `line | column` of "Line {line}, character {column}". */
export type PlaceholdersIn<Text extends string> = Text extends `${string}{${infer Placeholder}}${infer Rest}`
	? (Placeholder extends `${string}"${string}` ? never : Placeholder) | PlaceholdersIn<Rest>
	: never;

/** Fills the placeholders of a text. */
export function fill(text: string, placeholders: Readonly<Record<string, string | number>>): string {
	return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(placeholders[name] ?? placeholder));
}
