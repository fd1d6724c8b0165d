import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { SANDBOX_KEYS, startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import { readContractLines } from '../../scripts/checkLive/contractLines';
import type { Finding } from '../../scripts/checkLive/judge/finding';
import { readCommandLine, UsageError } from '../../scripts/checkLive/options';

const KEY = SANDBOX_KEYS.pro;

let sandbox: RunningSandbox;
beforeAll(async () => (sandbox = await startSandbox()));
beforeEach(() => sandbox.api.reset());
afterAll(() => sandbox.close());

interface Ended {
	code: number | null;
	output: string;
	errors: string;
}

/** The command as a person starts it, with the key in the environment. */
function startCommand(...args: string[]) {
	const all = ['--import', 'tsx', 'scripts/checkLive/cli.ts', '--base-url', sandbox.url, ...args];
	const child = spawn(process.execPath, all, { env: { ...process.env, QRCODESTACK_API_KEY: KEY } });
	const ended = new Promise<Ended>((resolve) => {
		let output = '';
		let errors = '';
		child.stdout.on('data', (text) => (output += String(text)));
		child.stderr.on('data', (text) => (errors += String(text)));
		child.on('close', (code) => resolve({ code, output, errors }));
	});
	return { child, ended };
}

function codesLeft(): number {
	return (sandbox.api.describeAccounts() as { qrCodes: number }[]).reduce(
		(sum, { qrCodes }) => sum + qrCodes,
		0,
	);
}

test('the command prints what it found, with the place of each statement, and ends with 0', async () => {
	const { code, output } = await startCommand('--no-scans', '--json').ended;
	const report = JSON.parse(output) as Record<'documented' | 'assumed', (Finding & { place: string })[]>;
	for (const { id, place } of [...report.documented, ...report.assumed]) {
		const [file = '', line = ''] = place.split(':');
		expect(readFileSync(file, 'utf8').split('\n')[Number(line) - 1]).toContain(` ${id}: `);
	}
	expect([code, codesLeft()]).toEqual([0, 0]);
	expect(output).not.toContain(KEY);
});

test('Ctrl+C ends it after the call on its way, and deletes what it made', async () => {
	sandbox.api.setVariants({ latencyMs: 100 });
	const { child, ended } = startCommand('--no-scans');
	while (codesLeft() === 0) await sleep(5);
	child.kill('SIGINT');
	const { code, output, errors } = await ended;
	expect([code, codesLeft()]).toEqual([2, 0]);
	expect(errors).toContain('Stopping');
	expect(output).toContain('The run ended early: it was interrupted.');
	expect(output + errors).not.toContain(KEY);
});

test('it ends with 1 and says so when a documented statement does not hold', async () => {
	sandbox.api.setVariants({ envelope: 'bare' });
	const { code, output } = await startCommand('--no-scans').ended;
	expect(code).toBe(1);
	expect(output).toMatch(/FAILS +D1 /);
	expect(output).toContain('The documented contract does not hold.');
});

test('the key comes from the command line or the environment', () => {
	const key = (args: string[], environment = {}) => readCommandLine(args, environment)?.connection.apiKey;
	expect(key(['--key', KEY])).toBe(KEY);
	expect(key([], { QRCODESTACK_API_KEY: KEY })).toBe(KEY);
	expect(() => key([])).toThrow('There is no key');
	expect(key(['--help'])).toBeUndefined();
});

test.each([
	[['--key', KEY, '--scan-wait', 'long']],
	[['--key', KEY, '--scan-wait', '']],
	[['--key', KEY, KEY]],
	[[`--${KEY}`]],
	[['--key', KEY, '--base-url', 'http://api.example/v1']],
])('a wrong command line is refused without quoting a key: %#', (args) => {
	const read = () => readCommandLine(args, {});
	expect(read).toThrow();
	expect(read).not.toThrow(KEY);
	if (args.length !== 4 || args[2] !== '--base-url') expect(read).toThrow(UsageError);
});

test('every statement of docs/api-contract.md stands in the one file that the report points to', () => {
	const docs = readFileSync('docs/api-contract.md', 'utf8');
	const numbers = [...docs.matchAll(/^\| ([ABD]\d+) /gm)].map(([, number]) => number);
	expect(numbers.length).toBeGreaterThan(25);
	expect([...readContractLines().keys()]).toEqual(numbers);
});
