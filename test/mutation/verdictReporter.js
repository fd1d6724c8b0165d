'use strict';

const { writeFileSync } = require('node:fs');

/** Writes down how each test ended. Jest's own --json writes nothing when --bail ends a run. */
module.exports = class VerdictReporter {
	onRunComplete(_contexts, { testResults }) {
		const verdicts = testResults.flatMap(({ testFilePath, testResults: tests }) =>
			tests.map(({ fullName, status }) => ({ file: testFilePath, name: fullName, status })),
		);
		writeFileSync(process.env.MUTATION_VERDICTS, JSON.stringify(verdicts));
	}
};
