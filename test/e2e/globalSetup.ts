import { startSandbox } from '../../sandbox/server/server';
import { cleanUp, type CleanUps } from '../support/cleanUps';
import { MODES, startInstallation, type Mode } from './host/installation';
import { ensureN8nHost } from './host/n8nHost';
import { rememberRunning, stopRunning } from './host/running';
import { ACCOUNTS, publishSession } from './client/session';

const report = (line: string) => process.stderr.write(`${line}\n`);

/** More than one, so that consecutive executions meet different processes. */
const WORKERS = 2;

/**
 * Starts what all suites share: the sandbox, and n8n with the packed checkout as a community package.
 * `shortLinkOrigin` is what short links show; nothing answers there unless it is the sandbox's own.
 */
export async function startAll({
	mode = 'regular',
	shortLinkOrigin,
}: { mode?: Mode; shortLinkOrigin?: string } = {}): Promise<void> {
	const host = await ensureN8nHost({ version: process.env.N8N_VERSION, report });
	const cleanUps: CleanUps = [];
	rememberRunning(async () => await cleanUp(cleanUps, report));
	const sandbox = await startSandbox({ accounts: ACCOUNTS });
	cleanUps.push(sandbox.close);
	if (shortLinkOrigin) sandbox.api.publicOrigin = shortLinkOrigin;
	const { main, workers, client, folders, dumpCommand } = await startInstallation({
		host,
		mode,
		workers: WORKERS,
		// everything n8n is willing to log, so that the search for keys in the log means something
		envOf: () => ({ N8N_LOG_LEVEL: 'debug' }),
		cleanUps,
		report,
	});
	publishSession({
		mode,
		n8nUrl: main.url,
		loginCookie: client.loginCookie,
		host,
		folders,
		logFiles: [main, ...workers].map(({ logFile }) => logFile),
		workerLogFiles: workers.map(({ logFile }) => logFile),
		dumpCommand,
		sandboxOrigin: sandbox.origin,
		apiUrl: sandbox.url,
	});
}

/** Jest calls no globalTeardown after a setup that failed. */
export default async function globalSetup(): Promise<void> {
	try {
		await startAll({ mode: MODES.find((mode) => mode === process.env.N8N_MODE) });
	} catch (error) {
		await stopRunning();
		throw error;
	}
}
