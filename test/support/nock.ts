import nock from 'nock';

/**
 * nock, with every way out closed and its patch of Node's http taken away after the file. Jest runs many
 * files in one process; the patch of a file that is over would stand below that of the next, where it
 * swallows broken connections, as an error of another file is no Error to it.
 */
beforeAll(() => void nock.disableNetConnect());
afterAll(() => void nock.restore());

export default nock;
