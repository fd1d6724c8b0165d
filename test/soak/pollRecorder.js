'use strict';

/**
 * Loaded into n8n by NODE_OPTIONS. Writes down, line by line, when the trigger's poll() begins and what it
 * hands over to n8n, before n8n gets to do anything with it: only so can a scan that n8n lost between two
 * writes be told from one that the trigger lost. It changes nothing.
 */
const { appendFileSync } = require('node:fs');
const Module = require('node:module');

const TRIGGER_FILE = 'QrCodeStackTrigger.node.js';
const file = process.env.SOAK_POLL_FILE;

function record(event, details) {
	appendFileSync(file, `${JSON.stringify({ event, atMs: Date.now(), ...details })}\n`);
}

let lastId = 0;

/** Around the public method that n8n calls. */
function recordPolls(prototype) {
	const { poll } = prototype;
	prototype.poll = async function () {
		const id = ++lastId;
		record('begin', { id, budgetMs: this.getPollBudgetMs?.() });
		try {
			const outputs = await poll.call(this);
			const items = outputs?.[0] ?? [];
			record('end', { id, scanIds: items.map(({ json }) => json.scanId) });
			return outputs;
		} catch (error) {
			record('throw', { id, message: error.message });
			throw error;
		}
	};
}

const load = Module._load;
const recorded = new WeakSet();
Module._load = function (request, ...rest) {
	const exported = load.call(this, request, ...rest);
	if (String(request).endsWith(TRIGGER_FILE)) {
		const { prototype } = exported.QrCodeStackTrigger;
		if (!recorded.has(prototype)) {
			recorded.add(prototype);
			recordPolls(prototype);
		}
	}
	return exported;
};
