'use strict';

/*
 * Makes dist/ of the sources: one file with all code and the QR encoder, a file for each entry that n8n loads, and the
 * files that n8n reads as they are. The entries hold what n8n reads at its start, and load the code when it is
 * first needed. One file with all code, since a bundle per entry would give each node its own copy of the rate
 * limiter, and one 429 would no longer hold both back. It is minified, since every n8n downloads it with each update;
 * who wants to read what runs finds the sources in the repository, to which npm's provenance ties the package.
 * tsc checks the types, but writes nothing.
 */

const { mkdir, readFile, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { minify } = require('@swc/core');
const { build: bundle } = require('esbuild');
const { dest, parallel, src } = require('gulp');
const { n8n } = require('./package.json');
const { writeEntryFile } = require('./scripts/build/entryFile.js');
const { withoutFields } = require('./scripts/build/withoutFields.js');

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

async function bundleCode(outfile, plugins) {
	const importLines = entries.map(({ className, source }) => `import { ${className} } from '${source}';`);
	// not `export`, for which esbuild writes getters and what else a module may need
	const exportLine = `export = { ${entries.map(({ className }) => className).join(', ')} };`;
	await bundle({
		stdin: { contents: [...importLines, exportLine].join('\n'), resolveDir: __dirname, loader: 'ts' },
		outfile,
		bundle: true,
		external: ['n8n-workflow'],
		format: 'cjs',
		platform: 'node',
		target: 'es2022',
		legalComments: 'eof',
		minify: true,
		// a field of a class that begins without a value needs no code
		tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
		plugins,
	});
}

/** What esbuild minified, swc makes 5 % smaller: it evaluates and joins more. */
async function minifyCode(file) {
	const { code } = await minify(await readFile(file, 'utf8'), {
		compress: { passes: 4 }, // a fifth finds nothing more
		mangle: { toplevel: true },
		toplevel: true,
		module: false,
		ecma: 2022,
		format: { comments: 'some' },
	});
	await writeFile(file, code);
}

/** The entries hold the descriptions of all fields, which the bundle then does without. */
async function writeEntriesAndBundle() {
	await bundleCode(BUNDLE, []);
	await writeEntries(require(path.resolve(BUNDLE)));
	await bundleCode(BUNDLE, [withoutFields]);
	await minifyCode(BUNDLE);
}

async function writeEntries(bundled) {
	for (const { file, className } of entries) {
		const bundlePath = path.relative(path.dirname(file), BUNDLE).split(path.sep).join('/');
		const instance = new bundled[className]();
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, writeEntryFile({ className, bundlePath, instance }));
	}
}

exports.clean = clean;
exports.default = parallel(copyStaticFiles, writeEntriesAndBundle);
