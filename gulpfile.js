'use strict';

/*
 * Makes dist/ of the sources: one file with all code and zod, a file for each entry that n8n loads, and the
 * files that n8n reads as they are. The entries hold what n8n reads at its start, and load the code when it is
 * first needed. One file with all code, since a bundle per entry would give each node its own copy of the rate
 * limiter, and one 429 would no longer hold both back. Nothing is minified, so that anyone can read what runs in
 * their n8n. tsc checks the types, but writes nothing.
 */

const { mkdir, readFile, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { build: bundle } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');
const { writeEntryFile } = require('./scripts/build/entryFile.js');

const BUNDLE = 'dist/nodes/shared/bundle.js';
const STATIC_FILES = ['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

const entries = [...n8n.credentials, ...n8n.nodes].map((file) => ({
	file,
	className: path.basename(file).split('.')[0],
	source: `./${path.relative('dist', file).replace(/\.js$/, '')}`,
}));

async function clean() {
	await rm('dist', { recursive: true, force: true });
}

function copyStaticFiles() {
	// encoding: false keeps gulp from reading the files as text; base keeps their folders
	return src(STATIC_FILES, { base: '.', encoding: false }).pipe(dest('dist'));
}

/**
 * zod's schemas reach its helpers through an object that holds all of them. Imported one by one, esbuild leaves
 * out those that nobody uses, a quarter of zod.
 */
const zodHelpersOneByOne = {
	name: 'zod-helpers-one-by-one',
	setup(build) {
		build.onLoad({ filter: /zod[/\\]v4[/\\]mini[/\\]schemas\.js$/ }, async ({ path: file }) => {
			const source = await readFile(file, 'utf8');
			const byObject = 'import { util } from "../core/index.js";';
			return { contents: source.replace(byObject, 'import * as util from "../core/util.js";') };
		});
	},
};

async function bundleCode() {
	const exportLines = entries.map(({ className, source }) => `export { ${className} } from '${source}';`);
	await bundle({
		stdin: { contents: exportLines.join('\n'), resolveDir: __dirname, loader: 'ts' },
		outfile: BUNDLE,
		bundle: true,
		external: ['n8n-workflow'],
		format: 'cjs',
		platform: 'node',
		target: 'es2022',
		legalComments: 'eof',
		plugins: [zodHelpersOneByOne],
	});
}

async function writeEntries() {
	const bundled = require(path.resolve(BUNDLE));
	for (const { file, className } of entries) {
		const bundlePath = path.relative(path.dirname(file), BUNDLE).split(path.sep).join('/');
		const instance = new bundled[className]();
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, writeEntryFile({ className, bundlePath, instance }));
	}
}

exports.clean = clean;
exports.default = parallel(copyStaticFiles, series(bundleCode, writeEntries));
