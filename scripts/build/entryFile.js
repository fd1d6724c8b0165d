'use strict';

/**
 * Writes the file that n8n loads for a node or credential. It holds what n8n reads at its start, as plain data;
 * what runs stays in the bundle, which is loaded when a function is called for the first time.
 * @param {object} options
 * @param {string} options.className
 * @param {string} options.bundlePath the bundle, as `require` finds it from the file.
 * @param {object} options.instance an instance of the class, as the bundle has it.
 * @returns {string}
 */
function writeEntryFile({ className, bundlePath, instance }) {
	const fields = Object.entries(instance).map(([name, value]) => `${name} = ${print(value, name)};`);
	const methods = methodNames(instance).map((name) => `${name}(...values) {\n${callThrough(name)}\n}`);
	return `'use strict';

/* Made by the build. What n8n reads at its start stands here; what runs is loaded when it is first needed. */

let loaded;

function load() {
	// once only: n8n may have taken the package's files away while one of its nodes still runs
	loaded ??= new (require('${bundlePath}').${className})();
	return loaded;
}

exports.${className} = class ${className} {
${indent([...fields, ...methods].join('\n\n'))}
};
`;
}

function methodNames(instance) {
	const names = Object.getOwnPropertyNames(Object.getPrototypeOf(instance));
	return names.filter((name) => name !== 'constructor');
}

/** @param {string} place where the value stands in the instance. */
function print(value, place) {
	if (typeof value === 'function') return `function (...values) {\n${callThrough(place)}\n}`;
	if (!holdsFunctions(value)) return JSON.stringify(value, null, '\t');
	const lines = Object.entries(value).map(([name, each]) => `${name}: ${print(each, `${place}.${name}`)},`);
	return `{\n${indent(lines.join('\n'))}\n}`;
}

function callThrough(place) {
	return `\treturn load().${place}.apply(this, values);`;
}

function holdsFunctions(value) {
	if (typeof value !== 'object' || value === null) return typeof value === 'function';
	return Object.values(value).some(holdsFunctions);
}

function indent(text) {
	return text.replace(/^(?=.)/gm, '\t');
}

module.exports = { writeEntryFile };
