'use strict';

/*
 * Loads the packed nodes as n8n does, in a process of its own, and prints what that took as JSON.
 * Usage: node loadEntries.js <package dir> <entry> …
 */

const { createRequire, isBuiltin, Module } = require('node:module');
const path = require('node:path');
const { performance } = require('node:perf_hooks');

const [packageDir, ...entries] = process.argv.slice(2);
const HOST_MODULE = 'n8n-workflow';
/** The module that holds the rate limiter, which both nodes must share. */
const SHARED_MODULE = path.join('shared', 'bundle.js');

const requireFromPackage = createRequire(path.join(packageDir, 'package.json'));
const isOwn = (file) => typeof file === 'string' && file.startsWith(packageDir + path.sep);

/** Everything that a file of the package asks for and that is not a file of the package, found or not. */
const outside = new Set();
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
	let file;
	try {
		file = resolve.call(this, request, parent, ...rest);
		return file;
	} finally {
		if (isOwn(parent?.filename) && !isOwn(file)) outside.add(request);
	}
};

// the host has it in memory long before it loads any node
requireFromPackage(HOST_MODULE);

const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const loaded = entries.map((entry) => requireFromPackage(`./${entry}`));
const cpu = process.cpuUsage(cpuBefore);
const loadMs = performance.now() - startedAt;

function collectLoaded(module, seen = new Set()) {
	if (seen.has(module)) return seen;
	seen.add(module);
	for (const child of module.children) if (isOwn(child.filename)) collectLoaded(child, seen);
	return seen;
}

const collectAllLoaded = () =>
	entries.map((entry) => [...collectLoaded(require.cache[path.join(packageDir, entry)])]);

const instances = loaded.map((exported, index) => {
	const name = path.basename(entries[index]).split('.')[0];
	return new exported[name]();
});
const atStart = new Set(collectAllLoaded().flat());

/** Calls what n8n calls, with nothing that it could work with: all that counts is that the code is there. */
async function callOnce(call) {
	try {
		await call?.({}, {});
	} catch {
		// there is no n8n around it
	}
}

async function main() {
	for (const { execute, poll, authenticate } of instances) await callOnce(execute ?? poll ?? authenticate);
	const modulesByEntry = collectAllLoaded();
	const sharedCopies = modulesByEntry.map((modules) =>
		modules.filter(({ filename }) => filename.endsWith(SHARED_MODULE)),
	);
	const descriptions = instances.map((instance, index) => ({
		entry: entries[index],
		...(instance.description ?? { name: instance.name, icon: instance.icon }),
	}));
	console.log(
		JSON.stringify({
			loadMs,
			cpuMs: (cpu.user + cpu.system) / 1000,
			atStart: [...atStart].map(({ filename }) => path.relative(packageDir, filename)),
			foreign: [...outside].filter((request) => request !== HOST_MODULE && !isBuiltin(request)),
			builtins: [...outside].filter(isBuiltin),
			sharedCopies: new Set(sharedCopies.flat()).size,
			sharedBy: sharedCopies.filter((copies) => copies.length > 0).length,
			descriptions: descriptions.map(({ entry, name, icon, properties }) => ({
				entry,
				name,
				icon,
				operations: (properties ?? [])
					.filter((property) => property.name === 'operation')
					.flatMap(({ displayOptions, options }) =>
						options.map(({ value }) => `${displayOptions.show.resource[0]}/${value}`),
					),
			})),
		}),
	);
}

void main();
