'use strict';

/*
 * What tsc does not do: copy the files that n8n reads as they are, and put zod into the one module that
 * uses it. Only that module is bundled: a bundle per node would give each node its own copy of the rate
 * gate, and one 429 would no longer hold both back.
 */

const { rm } = require('node:fs/promises');
const { build: bundle } = require('esbuild');
const { dest, parallel, src } = require('gulp');

const ZOD_MODULE = 'nodes/shared/schemas';
const STATIC_FILES = ['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

async function clean() {
	await rm('dist', { recursive: true, force: true });
}

function copyStaticFiles() {
	// encoding: false keeps gulp from reading the files as text; base keeps their folders
	return src(STATIC_FILES, { base: '.', encoding: false }).pipe(dest('dist'));
}

/** Our own modules stay apart, so that there is one ApiCallError class and one of everything else. */
const keepOwnModulesShared = {
	name: 'keep-own-modules-shared',
	setup({ onResolve }) {
		onResolve({ filter: /^\.\.?\// }, ({ path, importer }) =>
			importer === '' || importer.includes('node_modules') ? undefined : { path, external: true },
		);
	},
};

async function inlineZod() {
	await bundle({
		entryPoints: [`${ZOD_MODULE}.ts`],
		outfile: `dist/${ZOD_MODULE}.js`,
		allowOverwrite: true,
		bundle: true,
		format: 'cjs',
		platform: 'node',
		target: 'es2022',
		minifySyntax: true,
		minifyWhitespace: true,
		plugins: [keepOwnModulesShared],
		legalComments: 'eof',
	});
}

exports.clean = clean;
exports.default = parallel(copyStaticFiles, inlineZod);
