/** Real n8n, started once for all suites. Run it with `--runInBand`: the suites share that n8n and one sandbox. */
module.exports = {
	rootDir: __dirname,
	testMatch: ['<rootDir>/**/*.e2e.test.ts'],
	testEnvironment: 'node',
	modulePathIgnorePatterns: ['/n8n-host/'],
	transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
	globalSetup: '<rootDir>/globalSetup.ts',
	globalTeardown: '<rootDir>/globalTeardown.ts',
	testSequencer: '<rootDir>/sequencer.js',
	// a poll is seconds away, a restart of n8n ten; every wait inside a test has its own, shorter bound, and on a slow
	// machine several of them add up
	testTimeout: 420_000,
};
