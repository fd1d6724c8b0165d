'use strict';

/*
 * What only one file or room may do, as ESLint can see it. Which room may import from which, dependency-cruiser
 * sees: rooms.js.
 */

/** Texts of what goes wrong stand in one catalogue. */
const TEXTS = {
	allowedIn: ['nodes/shared/errors/nodeErrors.ts'],
	message:
		'Texts of failures stand in nodes/shared/errors/catalogue: throw invalidInput(name) or a ConnectorError.',
	selectors: [
		'NewExpression[callee.name=/^Node(Api|Operation)Error$/]',
		'NewExpression[callee.name=/^(?!ConnectorError$|Node).*Error$/] > :matches(Literal, TemplateLiteral)',
		"ObjectExpression:has(> Property[key.name='description']) > Property[key.name='message'] > :matches(Literal, TemplateLiteral)",
	],
};

const HTTP = {
	allowedIn: ['nodes/shared/http/sendOnce.ts'],
	message: 'Only nodes/shared/http/sendOnce.ts touches HTTP: call sendRequest.',
	selectors: [
		'MemberExpression[property.name=/^(httpRequest|request(WithAuthentication|OAuth))/]',
		"CallExpression[callee.name='fetch']",
		'ImportDeclaration[source.value=/^(node:)?(https?|net|tls|axios|undici)$/]',
	],
};

const TIME = {
	allowedIn: ['nodes/shared/util/clock.ts'],
	message:
		'Only nodes/shared/util/clock.ts knows the time, and chance: tests put virtual ones in their place.',
	selectors: [
		"MemberExpression[object.name='Date'][property.name='now']",
		"NewExpression[callee.name='Date'][arguments.length=0]",
		"MemberExpression[object.name='Math'][property.name='random']",
		"MemberExpression[object.name='AbortSignal'][property.name='timeout']",
		"Identifier[name='performance']",
		"ImportSpecifier[imported.name='sleep']",
	],
};

/** The API writes its names in snake case, n8n and this package in camel case. */
const WIRE = {
	allowedIn: ['nodes/shared/api/**/*.ts'],
	message: 'Only nodes/shared/api knows how the API spells its names: add a decoder there.',
	selectors: [
		'MemberExpression > Identifier.property[name=/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/]',
		'Property > Identifier.key[name=/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/]',
		'Literal[value=/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/]',
	],
};

/** no-restricted-syntax takes the last list that fits a file, so each exception gets a whole list of its own. */
const CONFINED = [TEXTS, HTTP, TIME, WIRE];
const confine = (rules) => ({
	'no-restricted-syntax': [
		'error',
		...rules.flatMap(({ selectors, message }) => selectors.map((selector) => ({ selector, message }))),
	],
});
const confinements = [
	{ files: ['nodes/**/*.ts', 'credentials/**/*.ts'], rules: confine(CONFINED) },
	...CONFINED.map((confined) => ({
		files: confined.allowedIn,
		rules: confine(CONFINED.filter((other) => other !== confined)),
	})),
];

module.exports = { confinements };
