'use strict';

const { Module } = require('node:module');
const { build } = require('esbuild');

/** Files that hold descriptions of fields, and the values that code compares with. */
const FIELD_FILES = /[/\\](?:fields[/\\]\w+|fields|locator)\.ts$/;

/**
 * Leaves the descriptions of fields out of the bundle: n8n reads them from the entries, where the build has put them.
 * Of a file of fields, what code needs stays: the constants. A field becomes an empty object, and so does what makes
 * one.
 */
const withoutFields = {
	name: 'without-fields',
	setup({ onLoad }) {
		onLoad({ filter: FIELD_FILES }, async ({ path }) => {
			const lines = Object.entries(await evaluate(path)).map(
				([name, value]) => `export const ${name} = ${hollow(value)};`,
			);
			return { contents: lines.join('\n'), loader: 'js' };
		});
	},
};

/** What a file exports when it runs. */
async function evaluate(file) {
	const { outputFiles } = await build({
		entryPoints: [file],
		bundle: true,
		write: false,
		external: ['n8n-workflow'],
		format: 'cjs',
		platform: 'node',
	});
	const loaded = new Module(file, module);
	loaded.paths = module.paths;
	loaded._compile(outputFiles[0].text, file);
	return loaded.exports;
}

function hollow(value) {
	if (typeof value === 'function') return '() => ({})';
	const text = JSON.stringify(value);
	if (!text.includes('"displayName"')) return text;
	return Array.isArray(value) ? '[]' : '{}';
}

module.exports = { withoutFields, hollow };
