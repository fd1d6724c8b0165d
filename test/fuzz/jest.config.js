'use strict';

const base = require('../../jest.config.js');

/** The long run: the same tests as in `npm test`, with every property tried 10,000 times. */
module.exports = {
	...base,
	roots: ['<rootDir>/test/fuzz'],
	globals: { FUZZ_CASES: 10_000 },
	testTimeout: 600_000,
	coverageThreshold: undefined,
};
