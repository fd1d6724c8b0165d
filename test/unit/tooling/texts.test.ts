import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(__dirname, '../../..');

/** n8n's style: say what happened and what to do, without these words. */
const AVOIDED = /\b(errors?|problems?|failures?|failed|fails?|mistakes?)\b/i;

/** What the standard of QR codes calls it. */
const TERM = /\berror correction\b/gi;

/** n8n-workflow puts texts of its own in place of a headline that contains any of these. */
const CODES_THAT_REWRITE =
	/ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|ERRADDRINUSE|EADDRNOTAVAIL|ECONNABORTED|EHOSTUNREACH|EAI_AGAIN|ENOENT|EISDIR|ENOTDIR|EACCES|EEXIST|EPERM|GETADDRINFO/i;

interface Prose {
	text: string;
	place: string;
}

/** Every text of several words in the source that a person could read; `{…}` stands for what is filled in. */
function collectProse(): Prose[] {
	return ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.flatMap((name) => readProse(path.join(folder, name))),
	);
}

function readProse(file: string): Prose[] {
	const source = ts.createSourceFile(
		file,
		readFileSync(path.join(ROOT, file), 'utf8'),
		ts.ScriptTarget.ES2022,
		true,
	);
	const found: Prose[] = [];
	const visit = (node: ts.Node): void => {
		const text = ts.isStringLiteralLike(node)
			? node.text
			: ts.isTemplateExpression(node)
				? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('{…}')
				: undefined;
		const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
		if (text !== undefined && /[a-z] [a-z]/i.test(text) && !text.startsWith('={{')) {
			found.push({ text, place: `${file}:${line}` });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

const prose = collectProse();

test('there are texts to look at', () => {
	expect(prose.length).toBeGreaterThan(150);
});

test('no text has a word that n8n’s style avoids', () => {
	expect(prose.filter(({ text }) => AVOIDED.test(text.replace(TERM, '')))).toEqual([]);
});

test('no text makes n8n put its own in its place', () => {
	expect(prose.filter(({ text }) => CODES_THAT_REWRITE.test(text))).toEqual([]);
});

test('no text blames, shouts or abbreviates', () => {
	expect(
		prose.filter(({ text }) => /\b(invalid|illegal|oops|sorry|please|etc\.|can't)\b|!!|!$/i.test(text)),
	).toEqual([]);
});

test('QRCodeStack is spelled in one way', () => {
	const spellings = prose.flatMap(({ text }) => text.match(/qr ?code ?stack/gi) ?? []);
	expect(
		[...new Set(spellings)].filter((spelling) => !['QRCodeStack', 'qrcodestack'].includes(spelling)),
	).toEqual([]);
});
