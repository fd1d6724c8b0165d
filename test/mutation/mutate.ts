import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { countPlaces, type Fault } from './fault';
import { FAULTS } from './faults';
import { Workspace, type Verdict } from './workspace';

/** As many as this machine has cores to spare. */
const SIDE_BY_SIDE = 2;
/** All tests that any fault names, at once: some minutes on a machine that does nothing else. */
const MAX_PROOF_MS = 1_200_000;
const EXIT_CODE_OF_CTRL_C = 130;

const print = (line: string) => process.stdout.write(`${line}\n`);

interface Outcome {
	isCaught: boolean;
	/** By which test, or why not. */
	text: string;
}

/**
 * Breaks the code in one place after the other and expects the tests to notice each time. An argument
 * limits it to the faults whose names contain it.
 */
async function main(): Promise<number> {
	const faults = FAULTS.filter(({ name }) => name.includes(process.argv[2] ?? ''));
	const folder = mkdtempSync(path.join(tmpdir(), 'qrcodestack-mutation-'));
	const workspaces: Workspace[] = [];
	const cleanUp = () => {
		workspaces.forEach((workspace) => workspace.stop());
		rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	};
	const interrupt = () => {
		cleanUp();
		process.exit(EXIT_CODE_OF_CTRL_C);
	};
	process.on('SIGINT', interrupt).once('SIGTERM', interrupt);
	try {
		for (let index = 0; index < SIDE_BY_SIDE; index++) {
			workspaces.push(new Workspace(path.join(folder, String(index))));
		}
		return await catchAll(faults, workspaces);
	} finally {
		cleanUp();
	}
}

async function catchAll(faults: readonly Fault[], workspaces: Workspace[]): Promise<number> {
	const startedAtMs = Date.now();
	const unbroken = await proveUnbroken(faults, workspaces);
	const waiting = [...faults];
	let caught = 0;
	const workOff = async (workspace: Workspace) => {
		for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
			const faultAtMs = Date.now();
			const { isCaught, text } = await tryFault(fault, workspace, unbroken);
			if (isCaught) caught++;
			const line = `${isCaught ? 'caught' : 'FAILED'}  ${fault.name} (${seconds(faultAtMs)}): ${text}`;
			print(isCaught ? line : `${line}\n        ${fault.file}: ${fault.why}`);
		}
	};
	await Promise.all(workspaces.map(workOff));
	print(`${faults.length} faults in ${seconds(startedAtMs)}`);
	const failed = faults.length - caught;
	// the words of jest, which .ci/run counts
	print(`Tests: ${failed > 0 ? `${failed} failed, ` : ''}${caught} passed, ${faults.length} total`);
	return failed === 0 && caught > 0 ? 0 : 1;
}

/** Runs every test that a fault counts on, without any fault. */
async function proveUnbroken(faults: readonly Fault[], workspaces: Workspace[]): Promise<Verdict[]> {
	const startedAtMs = Date.now();
	const selections = [faults.filter(({ only }) => !only), faults.filter(({ only }) => only)].map((some) => ({
		tests: [...new Set(some.flatMap(({ tests }) => tests))],
		only: some.some(({ only }) => only) ? some.map(({ only }) => only).join('|') : undefined,
	}));
	const runs = selections.map(async (selection, index) =>
		selection.tests.length === 0 ? [] : await workspaces[index]?.run(selection, MAX_PROOF_MS, 'all'),
	);
	const verdicts = (await Promise.all(runs))
		.flatMap((found) => found ?? [])
		.filter((verdict) => faults.some((fault) => isSelected(verdict, fault)));
	const red = verdicts.filter(({ status }) => status !== 'passed');
	red.forEach(({ file, name }) => print(`red without any fault: ${file}: ${name}`));
	print(
		`without a fault: ${verdicts.length - red.length} of ${verdicts.length} tests pass (${seconds(startedAtMs)})`,
	);
	return verdicts;
}

async function tryFault(fault: Fault, workspace: Workspace, unbroken: Verdict[]): Promise<Outcome> {
	const places = countPlaces(fault, workspace.read(fault.file));
	if (places !== 1) return { isCaught: false, text: `out of date, its place is there ${places} times` };
	const own = unbroken.filter((verdict) => isSelected(verdict, fault));
	if (own.length === 0) return { isCaught: false, text: 'out of date, no test has such a name' };
	if (own.some(({ status }) => status !== 'passed')) {
		return { isCaught: false, text: 'its tests fail without it' };
	}
	const verdicts = await workspace.runWith(fault);
	if (!verdicts) return { isCaught: false, text: 'its tests come to no end' };
	const failed = verdicts.find(({ status }) => status === 'failed');
	if (failed) return { isCaught: true, text: `${path.basename(failed.file)}, "${failed.name}"` };
	// a test file that does not even load tells nothing of what its tests would find
	if (verdicts.length === 0) return { isCaught: false, text: 'no test ran: the fault breaks the syntax' };
	return { isCaught: false, text: `survived ${verdicts.length} tests` };
}

function isSelected({ file, name }: Verdict, { tests, only }: Fault): boolean {
	return tests.some((pattern) => file.includes(pattern)) && (!only || new RegExp(only, 'i').test(name));
}

function seconds(sinceMs: number): string {
	return `${((Date.now() - sinceMs) / 1_000).toFixed(1)} s`;
}

main().then(
	(exitCode) => process.exit(exitCode),
	(error: unknown) => {
		print(String(error instanceof Error ? error.stack : error));
		process.exit(1);
	},
);
