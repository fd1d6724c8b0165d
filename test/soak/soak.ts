import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { packCheckout } from '../e2e/host/installPackage';
import { ensureN8nHost } from '../e2e/host/n8nHost';
import { cleanUp, useOwnTemporaryFolder, type CleanUps } from '../support/cleanUps';
import { describeEngine } from './describe';
import { checkEngine, type Check, type EngineReport } from './engineReport';
import { runEngine } from './engineRun';
import type { Engine } from './engines';
import { readPlan, USAGE, type SoakPlan } from './options';

/** Not in the repository. */
const REPORT_FILE = path.resolve(__dirname, '..', '..', '.cache', 'soak-report.json');
const EXIT_CODE_OF_CTRL_C = 130;

const print = (line: string) => process.stdout.write(`${line}\n`);

interface EngineResult {
	report: EngineReport;
	checks: Check[];
}

async function runAll(plan: SoakPlan, cleanUps: CleanUps): Promise<Check[]> {
	useOwnTemporaryFolder('qrcodestack-soak-', cleanUps);
	const host = await ensureN8nHost({ report: print });
	// once, so that each engine gets the same package
	const tarball = await packCheckout();
	const results: EngineResult[] = [];
	const run = async (engine: Engine) => {
		const ownCleanUps: CleanUps = [];
		cleanUps.push(async () => await cleanUp(ownCleanUps, print));
		const report = await runEngine({ engine, plan, host, tarball, report: print, cleanUps: ownCleanUps });
		await cleanUp(ownCleanUps, print);
		print(`\n${describeEngine(report).join('\n')}\n`);
		results.push({ report, checks: checkEngine(report, plan) });
		writeResults(plan, results);
	};
	// side by side: most of the time each of them waits for the next poll
	await Promise.all(plan.engines.map(run));
	return results.flatMap(({ checks }) => checks);
}

function writeResults(plan: SoakPlan, results: EngineResult[]): void {
	mkdirSync(path.dirname(REPORT_FILE), { recursive: true });
	writeFileSync(REPORT_FILE, JSON.stringify({ plan, results }, null, '\t'));
}

function tellChecks({ seed }: SoakPlan, checks: Check[]): void {
	print(`\nSeed ${seed}; everything is in ${REPORT_FILE}\n`);
	for (const { text, passed } of checks) print(`${passed ? 'ok  ' : 'FAIL'} ${text}`);
	const passed = checks.filter((check) => check.passed).length;
	// the form that .ci/run counts
	print(`Soak checks: ${passed} passed, ${checks.length - passed} failed`);
}

function readPlanOrExit(): SoakPlan {
	try {
		return readPlan(process.argv.slice(2));
	} catch (error) {
		print(`${(error as Error).message}\n${USAGE}`);
		process.exit(2);
	}
}

async function main(): Promise<void> {
	const plan = readPlanOrExit();
	const cleanUps: CleanUps = [];
	let isInterrupted = false;
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		// npm and tsx may pass on what Ctrl-C has sent already: only the first signal counts
		process.on(signal, () => {
			if (isInterrupted) return;
			isInterrupted = true;
			print('Interrupted; stopping n8n, which first has to come up where it is starting');
			void cleanUp(cleanUps, print).then(() => process.exit(EXIT_CODE_OF_CTRL_C));
		});
	}
	try {
		const checks = await runAll(plan, cleanUps);
		tellChecks(plan, checks);
		process.exitCode = checks.every(({ passed }) => passed) ? 0 : 1;
	} catch (error) {
		// whatever fails while everything is being stopped is no news
		if (isInterrupted) return await new Promise(() => undefined);
		print(`The run broke off: ${error instanceof Error ? error.stack : String(error)}`);
		print('Soak checks: 0 passed, 1 failed');
		process.exitCode = 1;
	}
	await cleanUp(cleanUps, print);
}

void main();
