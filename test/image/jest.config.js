'use strict';

const base = require('../../jest.config.js');

/** The long run: pictures by thousands, each read by two decoders, PDFs by poppler too; `npm test` has a few of each. */
module.exports = {
	...base,
	roots: ['<rootDir>/test/image'],
	// a PDF takes the longest: each of two readers shows it
	globals: { PICTURE_CASES: { png: 900, svg: 800, pdf: 300, damaged: 30 } },
	testTimeout: 1_200_000,
	coverageThreshold: undefined,
};
