'use strict';

const base = require('../../jest.config.js');

/** The long run: pictures by thousands, each read by two decoders, PDFs by poppler too; `npm test` has a few of each. */
module.exports = {
	...base,
	roots: ['<rootDir>/test/image'],
	globals: { PICTURE_CASES: 700 },
	testTimeout: 600_000,
	coverageThreshold: undefined,
};
