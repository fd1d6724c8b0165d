// read by pictures.browser.test.ts; jest hands no argument of its own on to the tests
process.env.QRCODESTACK_KEEP_PICTURES = 'yes';

/** The same suites, whose pictures then go where README and docs show them. */
module.exports = require('./jest.config.js');
