import { marked, type Token, type Tokens } from 'marked';

/** A bold text, and what stands right behind it. */
export interface Bold {
	text: string;
	next: string;
}

export interface MarkdownFacts {
	/** Each with the heading that it stands under, its cells as Markdown. */
	tables: Array<{ heading: string; rows: string[][] }>;
	headings: string[];
	bolds: Bold[];
	links: string[];
	/** Code in the text and in blocks. */
	codes: string[];
	/** Entries of lists, as Markdown. */
	entries: string[];
}

/** Everything in a document that can be held against the code. */
export function readMarkdown(document: string): MarkdownFacts {
	const facts: MarkdownFacts = { tables: [], headings: [], bolds: [], links: [], codes: [], entries: [] };
	const visit = (token: Token, siblings: readonly Token[], index: number): void => {
		// the types leave open what tokens of extensions hold, and there are none
		const { text, href } = token as { text: string; href: string };
		switch (token.type) {
			case 'heading':
				facts.headings.push(text);
				break;
			case 'table': {
				const { rows } = token as Tokens.Table;
				const heading = facts.headings.at(-1) ?? '';
				facts.tables.push({ heading, rows: rows.map((cells) => cells.map((cell) => cell.text.trim())) });
				break;
			}
			case 'strong':
				facts.bolds.push({ text, next: siblings[index + 1]?.raw ?? '' });
				break;
			case 'link':
			case 'image':
				facts.links.push(href);
				break;
			case 'list_item':
				facts.entries.push(text);
				break;
			case 'code':
			case 'codespan':
				facts.codes.push(text);
				break;
		}
		visitAll(childrenOf(token));
	};
	const visitAll = (tokens: readonly Token[]) =>
		tokens.forEach((token, index) => visit(token, tokens, index));
	visitAll(marked.lexer(document));
	return facts;
}

function childrenOf(token: Token): Token[] {
	if (token.type === 'table') {
		const { header, rows } = token as Tokens.Table;
		return [...header, ...rows.flat()].flatMap((cell) => cell.tokens);
	}
	if (token.type === 'list') return (token as Tokens.List).items;
	return 'tokens' in token ? (token.tokens ?? []) : [];
}

/** The anchor that GitHub gives a heading. */
export function toAnchor(heading: string): string {
	return heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replace(/\s/g, '-');
}
