import { toAnchor, type MarkdownFacts } from './markdown';

/** One document, by its path in the repository. */
export interface Document {
	file: string;
	facts: MarkdownFacts;
}

/** What n8n's own editor, and the plans of QRCodeStack, are called. */
const FOREIGN_NAMES = new Set([
	'Add Field',
	'Advanced',
	'AI Agent',
	'Attachments (File)',
	'Attachments (Inline)',
	'Community nodes',
	'Continue (using error output)',
	'Create credential',
	'Credentials',
	'Execute Once',
	'Extract from File',
	'Fetch Test Event',
	'From file',
	'Google Sheets',
	'HTTP Request',
	'Import from File...',
	'Import',
	'Include Binaries',
	'Input Binary Field(s)',
	'Install',
	'On Error',
	'Overview',
	'Poll Times',
	'Pro',
	'Publish',
	'Retry On Fail',
	'Schedule Trigger',
	'Send Email',
	'Settings',
	'Starter',
	'Tool',
]);

/** Both lists hold the same, in any order. */
export function compareLists(what: string, inDocs: string[], inCode: string[]): string[] {
	return [
		...inDocs.filter((name) => !inCode.includes(name)).map((name) => `${what}: the code has no "${name}"`),
		...inCode.filter((name) => !inDocs.includes(name)).map((name) => `${what}: the docs lack "${name}"`),
	];
}

/**
 * Bold texts that are written like names in the editor must be such names. A bold head of a paragraph or a
 * list entry, which ends in a mark or is followed by one, is prose.
 */
export function checkUiNames({ file, facts }: Document, uiNames: ReadonlySet<string>): string[] {
	return facts.bolds
		.filter(({ text, next }) => /^[A-Z]/.test(text) && !/[.:?,]$/.test(text) && !next.startsWith(':'))
		.flatMap(({ text }) => text.split(' > '))
		.map((name) => name.trim())
		.filter((name) => isWrittenLikeName(name) && !uiNames.has(name) && !FOREIGN_NAMES.has(name))
		.map((name) => `${file}: nothing in the editor is called "${name}"`);
}

function isWrittenLikeName(text: string): boolean {
	const words = text.split(' ').filter((word) => !/^(?:of|or|by|to|per|and|the|from|is)$/.test(word));
	return words.length > 0 && words.every((word) => /^[A-Z(]/.test(word));
}

/** A list entry that begins with a command. */
const EXPLANATION = /^`npm (?:run )?([\w:-]+)/;
const NPM_COMMAND = /npm (?:run ([\w:-]+)|(test|start))\b/g;

/** Commands in the documents exist, and CONTRIBUTING.md explains every one that there is, once. */
export function checkCommands(documents: Document[], scripts: string[]): string[] {
	const named = documents.flatMap(({ file, facts }) =>
		facts.codes
			.flatMap((code) => [...code.matchAll(NPM_COMMAND)].map(([, run, short]) => run ?? short ?? ''))
			.map((name) => ({ file, name })),
	);
	const contributing = named.filter(({ file }) => file === 'CONTRIBUTING.md').map(({ name }) => name);
	const explained = documents
		.filter(({ file }) => file === 'CONTRIBUTING.md')
		.flatMap(({ facts }) => facts.entries.map((entry) => EXPLANATION.exec(entry)?.[1]));
	return [
		...named
			.filter(({ name }) => !scripts.includes(name))
			.map(({ file, name }) => `${file}: package.json has no script "${name}"`),
		...scripts
			.filter((name) => !contributing.includes(name))
			.map((name) => `CONTRIBUTING.md: the command "${name}" is not explained`),
		...scripts
			.filter((name) => explained.filter((other) => other === name).length > 1)
			.map((name) => `CONTRIBUTING.md: the command "${name}" is explained more than once`),
	];
}

/** Code in a text that is written like a file or a folder of this repository: "http/sendOnce.ts", "nodes/shared/". */
const WRITTEN_LIKE_FILE = /^[\w.-]+(?:\/[\w.-]+)*(?:\.(?:ts|js|mjs|cjs|json|md)|\/)$/;

/** What the build makes is not in the tree. */
const BUILT = 'dist/';

/** What the documents name in code and looks like a file is one, by its whole path or by the end of it. */
export function checkFileNames({ file, facts }: Document, tree: readonly string[]): string[] {
	return facts.codes
		.filter((code) => WRITTEN_LIKE_FILE.test(code) && !code.startsWith(BUILT))
		.filter((name) => !tree.some((path) => `/${path}`.includes(`/${name}`) && endsLike(path, name)))
		.map((name) => `${file}: there is no file or folder "${name}"`);
}

function endsLike(path: string, name: string): boolean {
	return name.endsWith('/') || `/${path}`.endsWith(`/${name}`);
}

/** Links within the repository lead to a file, and to a heading in it. */
export function checkLinks(documents: Document[], exists: (file: string) => boolean): string[] {
	return documents.flatMap(({ file, facts }) =>
		facts.links
			.map((href) => href.replace(OWN_REPOSITORY, '/'))
			.filter((href) => !isElsewhere(href))
			.filter((href) => !leadsSomewhere(href, file, documents, exists))
			.map((href) => `${file}: the link "${href}" leads nowhere`),
	);
}

/** Files of this repository by their address, as the README has to name them. */
const OWN_REPOSITORY =
	/^https:\/\/(?:github|raw\.githubusercontent)\.com\/qrcodestack\/n8n-nodes-qrcodestack\/(?:blob\/)?main\//;

function isElsewhere(href: string): boolean {
	return /^[a-z]+:/i.test(href);
}

/** The README is shown on npm and in n8n as well, where a path within the repository leads nowhere. */
export function checkAbsoluteLinks({ file, facts }: Document): string[] {
	return facts.links
		.filter((href) => !isElsewhere(href) && !href.startsWith('#'))
		.map((href) => `${file}: the link "${href}" has to be a full web address`);
}

function leadsSomewhere(
	href: string,
	from: string,
	documents: Document[],
	exists: (file: string) => boolean,
): boolean {
	const { pathname, hash } = new URL(href, `file:///${from}`);
	const target = decodeURIComponent(pathname.slice(1));
	if (!exists(target)) return false;
	const document = documents.find(({ file }) => file === target);
	if (hash === '' || !document) return hash === '';
	return document.facts.headings.some((heading) => `#${toAnchor(heading)}` === decodeURIComponent(hash));
}
