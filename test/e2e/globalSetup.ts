import { startSandbox } from '../../sandbox/server';
import { installCheckout } from './installPackage';
import { N8nClient } from './n8nClient';
import { ensureN8nHost } from './n8nHost';
import { createUserFolder, removeUserFolder, startN8n } from './n8nProcess';
import { rememberRunning, stopRunning } from './running';
import { ACCOUNTS, publishSession } from './session';

const report = (line: string) => process.stderr.write(`${line}\n`);

/**
 * Starts what all suites share: the sandbox, and n8n with the packed checkout as a community package.
 * `shortLinkOrigin` is what short links show; nothing answers there unless it is the sandbox's own.
 */
export async function startAll({ shortLinkOrigin }: { shortLinkOrigin?: string } = {}): Promise<void> {
	const host = await ensureN8nHost({ version: process.env.N8N_VERSION, report });
	const userFolder = createUserFolder();
	rememberRunning(async () => removeUserFolder(userFolder));
	const { name, version } = await installCheckout(userFolder);
	report(`Installed ${name} ${version}; starting n8n`);
	const sandbox = await startSandbox({ accounts: ACCOUNTS });
	rememberRunning(sandbox.close);
	if (shortLinkOrigin) sandbox.api.publicOrigin = shortLinkOrigin;
	// everything n8n is willing to log, so that the search for keys in the log means something
	const n8n = await startN8n({ host, userFolder, env: { N8N_LOG_LEVEL: 'debug' } });
	rememberRunning(n8n.stop);
	report(`n8n answers at ${n8n.url}`);

	const client = new N8nClient(n8n.url);
	await client.setUpOwner();
	await client.login();
	publishSession({
		n8nUrl: n8n.url,
		loginCookie: client.loginCookie,
		host,
		userFolder,
		logFile: n8n.logFile,
		sandboxOrigin: sandbox.origin,
		apiUrl: sandbox.url,
	});
}

/** Jest calls no globalTeardown after a setup that failed. */
export default async function globalSetup(): Promise<void> {
	try {
		await startAll();
	} catch (error) {
		await stopRunning();
		throw error;
	}
}
