'use strict';

/** Lines of 100 would make the packed package 500 bytes larger. */
const MAX_LINE = 200;

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

/**
 * Code that makes the value. What fits on one line stands on one line: n8n reads the file at each start, and a
 * person now and then.
 * @param {string} place where the value stands in the instance.
 */
function print(value, place) {
	if (typeof value === 'function') return `function (...values) {\n${callThrough(place)}\n}`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	if (Array.isArray(value)) {
		const entries = value.map((each, index) => print(each, `${place}[${index}]`));
		return wrap('[', entries, ']');
	}
	const named = Object.entries(value).filter(([, each]) => each !== undefined);
	const entries = named.map(([name, each]) => `${printName(name)}: ${print(each, `${place}.${name}`)}`);
	return wrap('{ ', entries, ' }');
}

function wrap(open, entries, close) {
	const line = `${open}${entries.join(', ')}${close}`;
	if (entries.length === 0) return line.replaceAll(' ', '');
	if (line.length <= MAX_LINE && !line.includes('\n')) return line;
	return `${open.trim()}\n${indent(`${entries.join(',\n')},`)}\n${close.trim()}`;
}

function printName(name) {
	return /^[a-z]\w*$/i.test(name) ? name : JSON.stringify(name);
}

function callThrough(place) {
	return `\treturn load().${place}.apply(this, values);`;
}

/** Not by /^/gm: a text may hold characters that a regular expression takes for the end of a line. */
function indent(text) {
	const lines = text.split('\n');
	return lines.map((line) => (line === '' ? '' : `\t${line}`)).join('\n');
}

module.exports = { writeEntryFile };
