const Sequencer = require('@jest/test-sequencer').default;

/**
 * These speak of all that n8n has stored, and come when the others have left their traces; the search for keys
 * last of all.
 */
const LAST = ['workers.e2e.test.ts', 'secrets.e2e.test.ts'];

module.exports = class extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => LAST.findIndex((file) => path.endsWith(file));
		return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
	}
};
