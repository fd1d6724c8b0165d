import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { writeEntryFile } from '../../../scripts/build/entryFile.js';

const BUNDLE = 'exports.Probe = class { text = "data"; poll() { return `${this.name} polled`; } };\n';

describe('the file that n8n loads for a node', () => {
	let folder = '';

	beforeEach(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'entry-file-'));
		const instance = { text: 'data' };
		Object.setPrototypeOf(instance, { constructor: undefined, poll() {} });
		const entry = writeEntryFile({ className: 'Probe', bundlePath: './bundle.js', instance });
		writeFileSync(path.join(folder, 'entry.js'), entry);
	});

	afterEach(() => rmSync(folder, { recursive: true }));

	test('goes on with its code when n8n has unloaded the package and its files are gone', () => {
		writeFileSync(path.join(folder, 'bundle.js'), BUNDLE);

		expect(
			run(`
				console.log(node.poll.call({ name: 'first' }));
				for (const file of Object.keys(require.cache)) delete require.cache[file];
				require('fs').rmSync(__bundle);
				console.log(node.poll.call({ name: 'second' }));
			`),
		).toBe('first polled\nsecond polled\n');
	});

	test('finds its code later where it was not there at first, as while n8n updates the package', () => {
		expect(
			run(`
				try { node.poll.call({ name: 'first' }) } catch (error) { console.log(error.code); }
				require('fs').writeFileSync(__bundle, ${JSON.stringify(BUNDLE)});
				console.log(node.poll.call({ name: 'second' }));
			`),
		).toBe('MODULE_NOT_FOUND\nsecond polled\n');
	});

	test('holds what n8n reads as it is in the instance, whatever its names and texts are', () => {
		const instance = {
			text: 'a "text"\\n with \u2028 two lines',
			data: { empty: [], none: {}, '@tool': [true], '1st': null, unset: undefined, long: ['x'.repeat(200)] },
		};
		const entry = writeEntryFile({ className: 'Probe', bundlePath: './bundle.js', instance });
		writeFileSync(path.join(folder, 'entry.js'), entry);

		expect(JSON.parse(run('console.log(JSON.stringify(node));'))).toEqual(
			JSON.parse(JSON.stringify(instance)),
		);
	});

	/** In a process of its own: jest has a cache of modules that n8n does not have. */
	function run(steps: string): string {
		const start = `const __bundle = './bundle.js'; const node = new (require('./entry.js').Probe)();`;
		return execFileSync(process.execPath, ['-e', start + steps], { cwd: folder, encoding: 'utf8' });
	}
});
