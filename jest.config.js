'use strict';

/** Unit, node and sandbox tests. The end-to-end suite has its own config in test/e2e. */
module.exports = {
	rootDir: __dirname,
	roots: ['checkLive', 'fuzz', 'node', 'rooms', 'sandbox', 'soak', 'unit'].map(
		(folder) => `<rootDir>/test/${folder}`,
	),
	testMatch: ['**/*.test.ts'],
	setupFiles: [
		'<rootDir>/test/setupEnvironment.ts',
		// elsewhere each run tries new cases; a new failure in CI is to come from the change, not from the dice
		...(process.env.CI ? ['<rootDir>/test/fixRandomCases.js'] : []),
	],
	setupFilesAfterEnv: ['<rootDir>/test/removeUserFolder.ts'],
	transform: { '^.+\\.ts$': ['@swc/jest', require('./.swcrc.json')] },
	testEnvironment: 'node',
	// the process that hands out the files does next to nothing itself
	maxWorkers: '100%',
	// with nothing left open, a process ends within milliseconds; half a second, jest's own bound, is too little on
	// a busy machine, and looks like something that a test has left open
	workerGracefulExitTimeout: 30_000,
	restoreMocks: true,
	// virtual time makes tests quick: the longest takes 5 s, and 15 on a machine that is three times slower; the rest is
	// for one that is busy as well
	testTimeout: 120_000,
	// it makes everything a third slower, so it is counted where nobody waits; the other suites use this file as well
	collectCoverage: Boolean(process.env.CI) && process.env.npm_lifecycle_event === 'test',
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	// it works byte by byte: counting its statements would take ten times as long, and its tests measure how long it takes
	coveragePathIgnorePatterns: ['/node_modules/', 'http/body/jsonScanner'],
	coverageDirectory: 'coverage',
	coverageReporters: ['text-summary', 'json-summary', 'lcov'],
	coverageThreshold: { global: { lines: 95, branches: 95 } },
};
