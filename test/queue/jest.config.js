'use strict';

/** Real n8n in queue mode: Redis, PostgreSQL, one main and two workers. Run it with `--runInBand`. */
module.exports = {
	rootDir: __dirname,
	testMatch: ['<rootDir>/*.test.ts'],
	testEnvironment: 'node',
	modulePathIgnorePatterns: ['/n8n-host/'],
	transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
	// the plan's floor alone is a minute; every wait inside a test has its own, shorter bound
	testTimeout: 240_000,
};
