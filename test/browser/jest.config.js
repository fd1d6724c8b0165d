/** The editor of a real n8n in a real browser. Run it with `--runInBand`: the suites share that n8n and one sandbox. */
module.exports = {
	...require('../e2e/jest.config.js'),
	rootDir: __dirname,
	testMatch: ['<rootDir>/*.browser.test.ts'],
	modulePathIgnorePatterns: [],
	testSequencer: '<rootDir>/picturesLast.js',
	// the longest test opens eleven nodes; every wait inside a test has its own, shorter bound
	testTimeout: 300_000,
};
