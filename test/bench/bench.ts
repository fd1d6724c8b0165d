import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { packCheckout } from '../e2e/host/installPackage';
import { ensureN8nHost } from '../e2e/host/n8nHost';
import { cleanUp, useOwnTemporaryFolder, type CleanUps } from '../support/cleanUps';
import { Lab } from './lab';
import { readOptions, usage, type BenchOptions } from './options';
import { toMarkdown, type RowReport } from './markdown';
import { toRowReport, writeReports } from './report';
import { hasMet, type Row } from './row';
import { backlogRow } from './rows/backlogRow';
import { columnsRow } from './rows/columnsRow';
import { createRow } from './rows/createRow';
import { getManyRow } from './rows/getManyRow';
import { atLimitRow, cpuRow, limitedGetRow, unlimitedGetRow } from './rows/getRows';
import { idlePollRow } from './rows/idlePollRow';
import { packageRow } from './rows/packageRow';
import { summarizeRow } from './rows/summarizeRow';
import { picturesRow } from './rows/picturesRow';

const ROWS: Row[] = [
	createRow,
	columnsRow,
	unlimitedGetRow,
	limitedGetRow,
	getManyRow,
	summarizeRow,
	atLimitRow,
	cpuRow,
	backlogRow,
	idlePollRow,
	picturesRow,
	packageRow,
];
const NAMES = ROWS.map(({ name }) => name);
/** Not in the repository: the last run, quick ones included. */
const LAST_RUN_FILE = path.resolve(__dirname, '..', '..', '.cache', 'bench.json');
const EXIT_CODE_OF_CTRL_C = 130;

const print = (line: string) => process.stdout.write(`${line}\n`);

async function runRows({ rows, isQuick }: BenchOptions, cleanUps: CleanUps): Promise<RowReport[]> {
	useOwnTemporaryFolder('qrcodestack-bench-', cleanUps);
	const host = await ensureN8nHost({ report: print });
	const tarball = await packCheckout();
	cleanUps.push(async () => rmSync(path.dirname(tarball), { recursive: true, force: true }));
	const lab = await Lab.open({ host, tarball, report: print }, cleanUps);
	const reports: RowReport[] = [];
	for (const row of ROWS.filter(({ name }) => rows.includes(name))) {
		print(`\n${row.name}: ${row.work}, against ${row.against}`);
		const report = toRowReport(
			row,
			await row.run(lab, { isQuick, repeat: (usual) => (isQuick ? 1 : usual) }),
		);
		print(toMarkdown([report]));
		reports.push(report);
	}
	return reports;
}

async function keep(reports: RowReport[], { isQuick }: BenchOptions): Promise<void> {
	mkdirSync(path.dirname(LAST_RUN_FILE), { recursive: true });
	writeFileSync(LAST_RUN_FILE, JSON.stringify(reports, null, '\t'));
	if (!isQuick) await writeReports(reports, NAMES);
}

function readOptionsOrExit(): BenchOptions {
	try {
		return readOptions(process.argv.slice(2), NAMES);
	} catch (error) {
		print(`${(error as Error).message}\n${usage(NAMES)}`);
		process.exit(2);
	}
}

async function main(): Promise<void> {
	const options = readOptionsOrExit();
	const cleanUps: CleanUps = [];
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void cleanUp(cleanUps, print).then(() => process.exit(EXIT_CODE_OF_CTRL_C)));
	}
	try {
		const reports = await runRows(options, cleanUps);
		await keep(reports, options);
		const checks = reports.flatMap((report) => report.checks);
		const met = checks.filter(hasMet).length;
		print(`\n${met} of ${checks.length} bars met; everything is in ${LAST_RUN_FILE}`);
		// a bar that is not met is a result, and no reason to throw the others away
		process.exitCode = met === checks.length ? 0 : 1;
	} catch (error) {
		print(`The run broke off: ${error instanceof Error ? error.stack : String(error)}`);
		process.exitCode = 2;
	}
	await cleanUp(cleanUps, print);
}

void main();
