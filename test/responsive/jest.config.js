'use strict';

const base = require('../../jest.config.js');

/** The test of the same name in `npm test`, with 10,000 items in every case. */
module.exports = {
	...base,
	testMatch: ['**/test/node/QrCodeStack/responsive.test.ts'],
	globals: { ALL_ITEMS: true },
	testTimeout: 300_000,
	coverageThreshold: undefined,
};
