/** `npm run test:e2e -- [--n8n 1.123.81] [--mode queue] [whatever jest takes]`: the end-to-end suite on one n8n. */
import { spawn } from 'node:child_process';
import path from 'node:path';

import { DEFAULT_N8N_VERSION, listHostVersions } from './host/n8nHost';
import { readRunOptions } from './runOptions';

const JEST = require.resolve('jest/bin/jest');

function main(): void {
	const fallback = process.env.N8N_VERSION || DEFAULT_N8N_VERSION;
	const choices = { fallback, known: listHostVersions() };
	const { version, mode, rest } = readRunOptions(process.argv.slice(2), choices);
	const config = path.join(__dirname, 'jest.config.js');
	const jest = spawn(process.execPath, [JEST, '-c', config, '--runInBand', ...rest], {
		stdio: 'inherit',
		env: { ...process.env, N8N_VERSION: version, N8N_MODE: mode },
	});
	// Ctrl-C reaches jest by itself; a kill of npm reaches only this process
	process.on('SIGINT', () => undefined);
	process.on('SIGTERM', () => void jest.kill('SIGTERM'));
	jest.once('exit', (code) => process.exit(code ?? 1));
}

try {
	main();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 2;
}
