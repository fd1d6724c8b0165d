'use strict';

/**
 * Prints how many milliseconds it takes to require all nodes and credentials of an installed package. What
 * n8n has loaded before any package is loaded beforehand here too.
 */
const path = require('node:path');
const { performance } = require('node:perf_hooks');

require('n8n-workflow');
require('n8n-core');

const [dir] = process.argv.slice(2);
const { n8n } = require(path.join(dir, 'package.json'));
const entries = [...(n8n.credentials ?? []), ...(n8n.nodes ?? [])].map((file) => path.join(dir, file));
const startedMs = performance.now();
for (const entry of entries) require(entry);
process.stdout.write(String(performance.now() - startedMs));
process.exit(0);
