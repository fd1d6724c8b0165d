import { ACCOUNT_FACTS, QR_CODE_FACTS, SCAN_FACTS } from '../../../nodes/shared/api/contract';
import {
	checkAbsoluteLinks,
	checkCommands,
	checkFileNames,
	checkLinks,
	checkUiNames,
	compareLists,
	type Document,
} from '../../../scripts/docsCheck/checks';
import { toFactTables } from '../../../scripts/docsCheck/factTables';
import { readMarkdown } from '../../../scripts/docsCheck/markdown';
import { replaceParts } from '../../../scripts/docsCheck/parts';

const document = (text: string, file = 'README.md'): Document => ({ file, facts: readMarkdown(text) });

test('an operation that only one side has is found', () => {
	const { tables } = readMarkdown('## Operations\n\n| R | O |\n| - | - |\n| QR Code | **Get** |\n');
	expect(tables).toEqual([{ heading: 'Operations', rows: [['QR Code', '**Get**']] }]);
	expect(compareLists('operations', ['A', 'B'], ['B', 'C'])).toEqual([
		'operations: the code has no "A"',
		'operations: the docs lack "C"',
	]);
	expect(compareLists('operations', ['B', 'A'], ['A', 'B'])).toEqual([]);
});

test('a field that the editor does not have is found, and prose in bold is not taken for one', () => {
	const names = new Set(['Options', 'Max Wait']);
	const text = '**Options > Max Wait**, **Options > Max Weight**, **After a restart**, - **Waiting**: so.';
	expect(checkUiNames(document(text), names)).toEqual([
		'README.md: nothing in the editor is called "Max Weight"',
	]);
});

test('a command that does not exist is found, and so is one that nobody explains', () => {
	const documents = [
		document('`npm run gone` and\n\n```bash\nnpm test\n```\n'),
		document('- `npm run build`: builds', 'CONTRIBUTING.md'),
	];
	expect(checkCommands(documents, ['test', 'build'])).toEqual([
		'README.md: package.json has no script "gone"',
		'CONTRIBUTING.md: the command "test" is not explained',
	]);
});

test('a command that CONTRIBUTING.md explains twice is found', () => {
	const documents = [
		document(
			'- `npm test`: All.\n- `npm run build`: Before `npm test`.\n- `npm test`: Some.',
			'CONTRIBUTING.md',
		),
	];
	expect(checkCommands(documents, ['test', 'build'])).toEqual([
		'CONTRIBUTING.md: the command "test" is explained more than once',
	]);
});

test('a link to a file or a heading that is not there is found', () => {
	const documents = [
		document(
			'# One, two\n\n[a](#one-two) [b](#three) [c](docs/x.md#why) [d](docs/y.md) [e](https://x.example/#z)',
		),
		document('## Why?\n\n[up](../README.md) ![p](p.png)', 'docs/x.md'),
	];
	const exists = (file: string) => ['README.md', 'docs/x.md'].includes(file);
	expect(checkLinks(documents, exists)).toEqual([
		'README.md: the link "#three" leads nowhere',
		'README.md: the link "docs/y.md" leads nowhere',
		'docs/x.md: the link "p.png" leads nowhere',
	]);
});

test('a link to this repository by its address is looked at as well', () => {
	const page = 'https://github.com/qrcodestack/n8n-nodes-qrcodestack/blob/main';
	const raw = 'https://raw.githubusercontent.com/qrcodestack/n8n-nodes-qrcodestack/main';
	const documents = [
		document(`[a](${page}/docs/x.md#why) [b](${page}/docs/x.md#how) ![c](${raw}/docs/p.png)`),
		document('## Why?', 'docs/x.md'),
	];
	expect(checkLinks(documents, (file) => file === 'docs/x.md')).toEqual([
		'README.md: the link "/docs/x.md#how" leads nowhere',
		'README.md: the link "/docs/p.png" leads nowhere',
	]);
});

test('a path within the repository is found where npm shows the document', () => {
	expect(checkAbsoluteLinks(document('[a](#b) [c](docs/x.md) [d](https://x.example)'))).toEqual([
		'README.md: the link "docs/x.md" has to be a full web address',
	]);
});

test('a file or a folder that is not there is found, and other code is not taken for one', () => {
	const tree = ['nodes/shared/http/sendOnce.ts', 'docs/trigger.md'];
	const text =
		'`http/sendOnce.ts` `sendOnce.ts` `nodes/shared/` `http/` `Once.ts` `sendTwice.ts` `rooms/` `a > b` `npm test`';
	expect(checkFileNames(document(text, 'docs/architecture.md'), tree)).toEqual([
		'docs/architecture.md: there is no file or folder "Once.ts"',
		'docs/architecture.md: there is no file or folder "sendTwice.ts"',
		'docs/architecture.md: there is no file or folder "rooms/"',
	]);
});

test('a part of a page that is made of the code is made anew, and the rest of the page stays', () => {
	const page = (part: string) => `# A\n\n<!-- made by docs:check: facts -->\n${part}<!-- end -->\n\nB\n`;
	const renewed = replaceParts(page('| name | `old_name` |\n'), 'a.md');
	expect(renewed).toBe(page(`\n${toFactTables()}\n\n`));
	expect(() => replaceParts('<!-- made by docs:check: none -->\n<!-- end -->', 'a.md')).toThrow(
		'a.md: there is no part called "none"',
	);
});

test('every name under which the contract finds a fact stands in the page, and so does every fact', () => {
	const tables = toFactTables();
	for (const [fact, { names }] of Object.entries({ ...QR_CODE_FACTS, ...SCAN_FACTS, ...ACCOUNT_FACTS })) {
		expect(tables).toContain(`| ${fact} |`);
		for (const name of names) expect(tables).toContain(`\`${name}\``);
	}
});
