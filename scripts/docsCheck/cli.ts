/** `npm run docs:check`: whether the documents say what the code does; `-- --write` renews what is made of it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import {
	checkAbsoluteLinks,
	checkCommands,
	checkFileNames,
	checkLinks,
	checkUiNames,
	compareLists,
	type Document,
} from './checks';
import { renew } from './generated';
import { readMarkdown } from './markdown';
import { readOperations, readTriggerSettings, readUiNames } from './nodeFacts';

/** What they call a file is one of the repository; other documents name those of users and of n8n. */
const WITH_FILE_NAMES = ['docs/architecture.md', 'docs/api-contract.md'];

const ROOT = path.join(__dirname, '../..');

async function main(): Promise<void> {
	const files = [
		'README.md',
		'CONTRIBUTING.md',
		'examples/README.md',
		...readdirSync(path.join(ROOT, 'docs')).map(toDocsPath),
	];
	const markdown = files.filter((file) => file.endsWith('.md'));
	const findings: string[] = [];
	const documents: Document[] = [];
	for (const file of markdown) {
		const text = readText(file);
		const renewed = await renew(text, path.join(ROOT, file));
		if (renewed !== text && process.argv.includes('--write')) writeFileSync(path.join(ROOT, file), renewed);
		else if (renewed !== text) findings.push(`${file}: run npm run docs:check -- --write`);
		documents.push({ file, facts: readMarkdown(renewed) });
	}
	findings.push(...checkAll(documents));
	for (const finding of findings) console.error(`✗ ${finding}`);
	if (findings.length > 0) process.exitCode = 1;
	else console.log(`✓ ${documents.length} documents say what the code does`);
}

function checkAll(documents: Document[]): string[] {
	const tableUnder = (heading: string, inFile: string) =>
		documents.find(({ file }) => file === inFile)?.facts.tables.find((table) => table.heading === heading)
			?.rows ?? [];
	const scripts = Object.keys((JSON.parse(readText('package.json')) as { scripts: object }).scripts);
	const uiNames = readUiNames();
	const operations = readOperations().map(({ resource, operation }) => `${resource}: ${operation}`);
	const operationTables = [
		['Operations', 'README.md'],
		['Which calls they make', 'docs/operations.md'],
	] as const;
	return [
		...operationTables.flatMap(([heading, file]) =>
			compareLists(
				`operations in ${file}`,
				tableUnder(heading, file).map(([resource, operation]) => `${resource}: ${operation}`),
				operations,
			),
		),
		...compareLists(
			'settings of the trigger',
			tableUnder('Settings', 'docs/trigger.md').map(([name]) => name ?? ''),
			['Poll Times', ...readTriggerSettings()],
		),
		...documents.flatMap((document) => checkUiNames(document, uiNames)),
		...checkCommands(documents, scripts),
		...documents.filter(({ file }) => file === 'README.md').flatMap(checkAbsoluteLinks),
		...documents
			.filter(({ file }) => WITH_FILE_NAMES.includes(file))
			.flatMap((document) => checkFileNames(document, listTree())),
		...checkLinks(documents, (file) => existsSync(path.join(ROOT, file))),
	];
}

/** Files that git tracks or would track. */
function listTree(): string[] {
	const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
	return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
}

function readText(file: string): string {
	return readFileSync(path.join(ROOT, file), 'utf8');
}

function toDocsPath(name: string): string {
	return path.posix.join('docs', name);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
