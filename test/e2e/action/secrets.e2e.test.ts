import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { runCommand } from '../host/runCommand';
import { ACCOUNTS, connect, createCredential, KEYS } from '../client/session';
import { CREDENTIAL_TYPE, qrCodeStack, rowsWorkflow } from '../client/workflows';

const { client, sandbox, session } = connect();

/** A key that the API refuses; it must be as absent as the good ones. */
const WRONG_KEY = `qrs_${'e7'.repeat(32)}`;
const ALL_KEYS = [...ACCOUNTS.map(({ key }) => key), WRONG_KEY];

const DUMP_TIMEOUT_MS = 60_000;

/** Stands in what is created, so that the search can show that it would find something. */
const MARKER = 'A name that must be found';

/** The spellings in which a key could lie in a file. */
const spellingsOf = (key: string) => [
	Buffer.from(key),
	Buffer.from(key.slice('qrs_'.length)),
	Buffer.from(key, 'utf16le'),
	// a database shows binary data like this
	Buffer.from(Buffer.from(key).toString('hex')),
	Buffer.from(Buffer.from(key).toString('base64').slice(0, -4)),
];

/** The files that are there; n8n and its database make and remove some while one looks. */
function listFiles(folder: string): string[] {
	return readdirSync(folder, { recursive: true })
		.map((entry) => path.join(folder, String(entry)))
		.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** Nothing where the file is gone by now. */
function readBytes(file: string): Buffer {
	try {
		return readFileSync(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
		throw error;
	}
}

beforeAll(async () => {
	await runEverythingThatCouldLeak();
});

afterAll(async () => await sandbox.clearFaults());

/** Failing calls of every kind: what n8n stores of an error is where a key would slip through. */
async function runEverythingThatCouldLeak(): Promise<void> {
	const good = await createCredential(client, 'advanced');
	const starter = await createCredential(client, 'starter');
	const wrong = await client.createCredential({
		name: 'QRCodeStack (wrong)',
		type: CREDENTIAL_TYPE,
		data: { apiKey: WRONG_KEY, baseUrl: session.apiUrl },
	});
	const run = async (credential: typeof good) =>
		await client.runOnce(
			rowsWorkflow(
				'Create',
				[{}],
				[
					qrCodeStack('QRCodeStack', credential, {
						resource: 'qrCode',
						operation: 'create',
						name: MARKER,
						destinationUrl: 'https://shop.example.com/',
					}),
				],
			),
		);
	await run(good);
	await run(wrong);
	await run(starter);
	const faults = [
		{
			kind: 'json' as const,
			status: 500,
			error: `No luck with Bearer ${KEYS.advanced}`,
			code: KEYS.advanced,
		},
		{ kind: 'html' as const },
		{ kind: 'reset' as const },
		{ kind: 'truncate' as const },
		{ kind: 'redirect' as const, location: 'https://elsewhere.example/api' },
		{ kind: 'success_false' as const, error: `Key ${KEYS.advanced} is fine, the rest is not` },
	];
	for (const fault of faults) {
		await sandbox.addFaults({ ...fault, method: 'POST' });
		await run(good);
		await sandbox.clearFaults();
	}
}

test('no stored execution holds a key', async () => {
	const executions = await client.readEndedExecutions();

	const text = JSON.stringify(executions);

	expect(executions.filter(({ status }) => status === 'error').length).toBeGreaterThanOrEqual(8);
	expect(ALL_KEYS.filter((key) => text.includes(key.slice('qrs_'.length)))).toEqual([]);
});

/** All that n8n has left behind. */
async function listTraces(): Promise<string[]> {
	const { dumpCommand, folders } = session;
	if (dumpCommand) {
		const [command, ...args] = dumpCommand;
		const dump = await runCommand(command!, args, { cwd: '/', timeoutMs: DUMP_TIMEOUT_MS });
		writeFileSync(path.join(folders[0]!, 'database.sql'), dump);
	}
	return folders.flatMap(listFiles);
}

test('no file of n8n holds a key: not its log, not its database, nothing beside them', async () => {
	const files = await listTraces();
	const filesWith = (isThere: (bytes: Buffer) => boolean) =>
		files.filter((file) => isThere(readBytes(file))).map((file) => path.basename(file));

	const leaks = filesWith((bytes) =>
		ALL_KEYS.some((key) => spellingsOf(key).some((spelling) => bytes.includes(spelling))),
	);

	expect(filesWith((bytes) => bytes.includes(MARKER)).join()).toMatch(/database\.sq/);
	expect(files).toEqual(expect.arrayContaining(session.logFiles));
	expect(leaks).toEqual([]);
});
