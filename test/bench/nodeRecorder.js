'use strict';

/**
 * Loaded into n8n by NODE_OPTIONS. Writes down, line by line, how long each run of the two nodes under
 * comparison took and for how long it kept the process from doing anything else. It changes nothing.
 */
const { appendFileSync } = require('node:fs');
const Module = require('node:module');
const { performance } = require('node:perf_hooks');
const { clearInterval, setInterval } = require('node:timers');

const CLASSES = { 'QrCodeStack.node.js': 'QrCodeStack', 'HttpRequestV3.node.js': 'HttpRequestV3' };
const TICK_MS = 5;
const file = process.env.BENCH_NODE_FILE;

/** The longest time between two ticks of a timer that should tick all the time. */
function watchPauses() {
	let lastMs = performance.now();
	let longestMs = 0;
	const note = () => {
		const nowMs = performance.now();
		longestMs = Math.max(longestMs, nowMs - lastMs);
		lastMs = nowMs;
	};
	const timer = setInterval(note, TICK_MS);
	return () => {
		clearInterval(timer);
		note();
		return longestMs;
	};
}

function recordRuns(name, prototype) {
	const { execute } = prototype;
	prototype.execute = async function () {
		const startedMs = performance.now();
		const longestPause = watchPauses();
		try {
			return await execute.call(this);
		} finally {
			const tookMs = performance.now() - startedMs;
			appendFileSync(file, `${JSON.stringify({ name, tookMs, longestPauseMs: longestPause() })}\n`);
		}
	};
}

const load = Module._load;
const recorded = new WeakSet();
Module._load = function (request, ...rest) {
	const exported = load.call(this, request, ...rest);
	const wanted = String(request);
	const [, name] = Object.entries(CLASSES).find(([fileName]) => `${wanted}.js`.includes(fileName)) ?? [];
	const prototype = name && exported[name]?.prototype;
	if (prototype && !recorded.has(prototype)) {
		recorded.add(prototype);
		recordRuns(name, prototype);
	}
	return exported;
};
