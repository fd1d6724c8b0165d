import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

import { FAILURES } from '../../nodes/shared/failures';
import { withoutGaps } from './rowText';

/** How each way of failing gets its headline: by which argument of which call. */
const HEADLINE_ARGUMENT: Record<string, number> = {
	invalidInput: 0,
	NodeOperationError: 1,
	InvalidIdError: 0,
	ConnectionError: 0,
};
/** The table itself, and the sentences that stand below the headline about the credential. */
const OTHER_FILES = new Set(['failures.ts', 'connection.ts']);

/** Every headline that stands in the source as a text, "…" for what is filled in. */
export function readCodeHeadlines(root: string): string[] {
	const files = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts') && !OTHER_FILES.has(path.basename(name)))
			.map((name) => path.join(root, folder, name)),
	);
	const own = Object.values(FAILURES).map(({ headline }) => withoutGaps(headline));
	return [...new Set([...own, ...files.flatMap((file) => findHeadlines(readFileSync(file, 'utf8'), file))])];
}

/** The headlines in one source text. */
export function findHeadlines(code: string, file = 'code.ts'): string[] {
	const source = ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true);
	const found: string[] = [];
	const note = (node: ts.Node | undefined) => {
		const text = node && toText(node);
		// a text of one sentence and more is headline and advice in one
		if (text) found.push(text.split('. ')[0] ?? text);
	};
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
			const index = HEADLINE_ARGUMENT[node.expression.getText()];
			if (index !== undefined) note(node.arguments?.[index]);
		}
		if (ts.isObjectLiteralExpression(node) && has(node, 'description')) note(propertyOf(node, 'message'));
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

function has({ properties }: ts.ObjectLiteralExpression, name: string): boolean {
	return properties.some((entry) => entry.name?.getText() === name);
}

function propertyOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
	const property = node.properties.find((entry) => entry.name?.getText() === name);
	return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

function toText(node: ts.Node): string | undefined {
	if (ts.isStringLiteralLike(node)) return node.text;
	if (!ts.isTemplateExpression(node)) return undefined;
	return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
}
