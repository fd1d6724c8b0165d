import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import type { AccountSettings } from '../../sandbox/store/store';
import type { N8nClient } from '../e2e/client/n8nClient';
import { CREDENTIAL_TYPE, type CredentialReference } from '../e2e/client/workflows';

/** What the sandbox should be like for a row. */
export interface Scene {
	/** Calls per window; none where it is left out. */
	perMinute?: number;
	/** The length of a window. */
	windowMs?: number;
	/** How long an answer takes. */
	latencyMs?: number;
	/** QR codes that exist at the start, in each account. */
	codes?: number;
}

export type Side = 'ours' | 'theirs';

/** A sandbox for one row, with an account and a credential in n8n for each side. */
export interface Stage {
	sandbox: RunningSandbox;
	/** The base URL of the API. */
	apiUrl: string;
	/** Credential of this package. */
	ours: CredentialReference;
	/** A Header Auth credential with a key of its own. */
	theirs: CredentialReference;
	/** The ids of the codes that exist at the start, by account. */
	ids: Record<Side, string[]>;
	/** Calls of an account so far. */
	countCalls(side: Side, status?: number): number;
}

/** No call is ever refused, and no budget is ever in the way. */
const UNLIMITED = 1_000_000_000;

const account = (label: Side, filler: string, perMinute: number): AccountSettings => ({
	label,
	key: `qrs_${filler.repeat(32)}`,
	plan: 'advanced',
	email: `${label}@example.com`,
	qrCodeLimit: 1_000_000,
	perMinute,
	perMonth: UNLIMITED,
});

/** A port of its own keeps what the node has learnt about one row's API from reaching the next row. */
export async function openStage(client: N8nClient, scene: Scene): Promise<Stage> {
	const { perMinute = UNLIMITED, windowMs, latencyMs = 0, codes = 0 } = scene;
	const accounts = [account('ours', '0b', perMinute), account('theirs', '7e', perMinute)];
	const sandbox = await startSandbox({ accounts, ...(windowMs === undefined ? {} : { windowMs }) });
	sandbox.api.setVariants({ latencyMs });
	const addCodes = (side: Side) =>
		codes === 0 ? [] : sandbox.api.addQrCodes({ account: side, count: codes }).map(({ id }) => id);
	const [own, other] = accounts;
	return {
		sandbox,
		apiUrl: sandbox.url,
		ours: await client.createCredential({
			name: 'QRCodeStack (bench)',
			type: CREDENTIAL_TYPE,
			data: { apiKey: own!.key, baseUrl: sandbox.url },
		}),
		theirs: await client.createCredential({
			name: 'Header (bench)',
			type: 'httpHeaderAuth',
			data: { name: 'Authorization', value: `Bearer ${other!.key}` },
		}),
		ids: { ours: addCodes('ours'), theirs: addCodes('theirs') },
		countCalls: (key, status) =>
			sandbox.api.requests.count({ key, ...(status === undefined ? {} : { status }) }),
	};
}
