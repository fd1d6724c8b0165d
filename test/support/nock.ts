import nock from 'nock';
import timers from 'nock/lib/common.js';

/**
 * nock, with every way out closed and its patch of Node's http taken away after the file. Jest runs many
 * files in one process; the patch of a file that is over would stand below that of the next, where it
 * swallows broken connections, as an error of another file is no Error to it.
 */
beforeAll(() => void nock.disableNetConnect());
afterAll(() => void nock.restore());

/**
 * nock waits twice a call for "no" delay by a timer, which takes a millisecond each time: half of what a test of a
 * thousand polls takes. The next turn of the loop does as well.
 */
const { setTimeout: wait, setImmediate: takeTurn } = timers;
timers.setTimeout = (run, delayMs) => (delayMs === 0 ? takeTurn(run) : wait(run, delayMs));

export default nock;
