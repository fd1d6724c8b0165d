import type { AccountSettings } from '../../../sandbox/store/store';
import { DEFAULT_ACCOUNTS, SANDBOX_KEYS } from '../../../sandbox/store/store';
import type { Mode } from '../host/installation';
import { N8nClient } from './n8nClient';
import type { N8nHost } from '../host/n8nHost';
import { SandboxControl } from './sandboxControl';
import { CREDENTIAL_TYPE, type CredentialReference } from './workflows';

/** What globalSetup has started, for the suites to find. */
export interface Session {
	mode: Mode;
	n8nUrl: string;
	loginCookie: string;
	host: N8nHost;
	/** Where n8n leaves files. */
	folders: string[];
	logFiles: string[];
	/** Those of them that workers write; none outside of queue mode. */
	workerLogFiles: string[];
	/** Prints what the database holds, where that is not one of the files. */
	dumpCommand?: string[];
	sandboxOrigin: string;
	/** The base URL of the sandbox's API. */
	apiUrl: string;
}

const VARIABLE = 'QRCODESTACK_E2E_SESSION';

export function publishSession(session: Session): void {
	process.env[VARIABLE] = JSON.stringify(session);
}

export function readSession(): Session {
	const text = process.env[VARIABLE];
	if (!text) throw new Error('No n8n is running: start the suites with "npm run test:e2e".');
	return JSON.parse(text) as Session;
}

const likeAdvanced = DEFAULT_ACCOUNTS.find(({ label }) => label === 'advanced')!;

const ownAccount = (label: string, filler: string): AccountSettings => ({
	...likeAdvanced,
	label,
	key: `qrs_${filler.repeat(32)}`,
	email: `${label}@example.com`,
});

/**
 * The sandbox's accounts plus one for each suite that would disturb the others: a 429 closes the gate for every
 * node in n8n that uses the same key, and a trigger reads the scans of its whole account.
 */
export const ACCOUNTS: AccountSettings[] = [
	...DEFAULT_ACCOUNTS,
	ownAccount('limited', '3d'),
	ownAccount('scanned', '4e'),
	ownAccount('restarted', '5f'),
	ownAccount('listed', '60'),
	ownAccount('searched', '71'),
	ownAccount('watched', '82'),
	ownAccount('quiet', '93'),
	ownAccount('uploaded', 'a4'),
	ownAccount('notified', 'b5'),
	ownAccount('alerted', 'c6'),
	ownAccount('campaign', 'd7'),
	ownAccount('reported', 'e8'),
	ownAccount('checked', 'f9'),
	ownAccount('assisted', 'a1'),
	ownAccount('spent', 'b2'),
	ownAccount('barren', 'c3'),
	ownAccount('labelled', 'd4'),
	ownAccount('counted', 'b8'),
	ownAccount('tagged', 'e5'),
	ownAccount('repointed', 'f6'),
	ownAccount('unscanned', 'a7'),
	ownAccount('noticed', '2f'),
	ownAccount('unnoticed', '1e'),
	ownAccount('changed', '3f'),
	ownAccount('warned', '4f'),
];

export const KEYS = {
	...SANDBOX_KEYS,
	...Object.fromEntries(ACCOUNTS.map(({ label, key }) => [label, key])),
} as Record<string, string> & typeof SANDBOX_KEYS;

/** A credential in n8n for one of the sandbox's accounts. */
export async function createCredential(
	client: N8nClient,
	label: string,
	apiUrl = readSession().apiUrl,
): Promise<CredentialReference> {
	return await client.createCredential({
		name: `QRCodeStack (${label})`,
		type: CREDENTIAL_TYPE,
		data: { apiKey: KEYS[label], baseUrl: apiUrl },
	});
}

/** A client that is logged in to the running n8n, and the sandbox's controls. */
export function connect(): { client: N8nClient; sandbox: SandboxControl; session: Session } {
	const session = readSession();
	const client = new N8nClient(session.n8nUrl, session.loginCookie);
	return { client, sandbox: new SandboxControl(session.sandboxOrigin), session };
}
