'use strict';

/**
 * Prints how many milliseconds it takes to require all nodes and credentials of an installed package, once
 * n8n's own modules are there. Arguments: the folder of n8n's modules, which NODE_PATH must name too, and
 * the folder of the package.
 */
const path = require('node:path');
const { performance } = require('node:perf_hooks');

const [modules, dir] = process.argv.slice(2);
require(path.join(modules, 'n8n-workflow'));

const { n8n } = require(path.join(dir, 'package.json'));
const entries = [...(n8n.credentials ?? []), ...(n8n.nodes ?? [])].map((file) => path.join(dir, file));
const startedMs = performance.now();
for (const entry of entries) require(entry);
process.stdout.write(String(performance.now() - startedMs));
process.exit(0);
