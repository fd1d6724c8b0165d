'use strict';

/**
 * Loaded into n8n by NODE_OPTIONS. Writes down, line by line, when the trigger's poll() begins, what it hands
 * over to n8n before n8n gets to do anything with it, and when n8n has stored the execution and the state that
 * belong to it: only so can a scan that n8n lost between its two writes be told from one that the trigger
 * lost. It changes nothing.
 */
const { appendFileSync } = require('node:fs');
const Module = require('node:module');

const file = process.env.SOAK_POLL_FILE;

/** Parts of n8n 2.41 and of the package, by the end of the path that they are loaded by. */
const RECORDED = [
	{ path: /QrCodeStackTrigger\.node\.js$/, name: 'QrCodeStackTrigger', method: 'poll', wrap: recordPolls },
	{ path: /active-executions(\.js)?$/, name: 'ActiveExecutions', method: 'add', wrap: recordExecutions },
	{
		path: /workflow-static-data\.service(\.js)?$/,
		name: 'WorkflowStaticDataService',
		method: 'saveStaticData',
		wrap: recordStates,
	},
];

function record(event, details) {
	appendFileSync(file, `${JSON.stringify({ event, atMs: Date.now(), ...details })}\n`);
}

const idsOf = (outputs) => (outputs?.[0] ?? []).map(({ json }) => json?.scanId);

let lastId = 0;
/** Polls that brought scans and that n8n has yet to store the execution of, the first scan of each. */
const handedOver = new Map();
let lastHandedOver;

/** Around the public method that n8n calls. */
function recordPolls(poll) {
	return async function () {
		const id = ++lastId;
		record('begin', { id, budgetMs: this.getPollBudgetMs?.(), activation: this.getActivationMode?.() });
		try {
			const outputs = await poll.call(this);
			const scanIds = idsOf(outputs);
			record('end', { id, scanIds });
			if (scanIds.length > 0) {
				handedOver.set(scanIds[0], id);
				lastHandedOver = id;
			}
			return outputs;
		} catch (error) {
			record('throw', { id, message: error.message });
			throw error;
		}
	};
}

/** The row of the execution is there when this has ended. */
function recordExecutions(add) {
	return async function (execution, ...rest) {
		const stack = execution?.executionData?.executionData?.nodeExecutionStack;
		const id = handedOver.get(idsOf(stack?.[0]?.data?.main)[0]);
		const executionId = await add.call(this, execution, ...rest);
		if (id !== undefined) record('stored', { id });
		return executionId;
	};
}

/** n8n calls it for a poll at once, and does not wait for its end. */
function recordStates(save) {
	return async function (...args) {
		const id = lastHandedOver;
		await save.apply(this, args);
		if (id !== undefined) record('saved', { id });
	};
}

const load = Module._load;
const wrapped = new WeakSet();
Module._load = function (request, ...rest) {
	const exported = load.call(this, request, ...rest);
	const part = RECORDED.find(({ path }) => path.test(String(request)));
	const prototype = part && exported?.[part.name]?.prototype;
	if (prototype && !wrapped.has(prototype)) {
		wrapped.add(prototype);
		prototype[part.method] = part.wrap(prototype[part.method]);
	}
	return exported;
};
