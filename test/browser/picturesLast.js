const { default: Sequencer } = require('@jest/test-sequencer');

/** Whether every picture was taken shows when every other suite is through. */
module.exports = class extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => (path.endsWith('pictures.browser.test.ts') ? 1 : 0);
		return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
	}
};
