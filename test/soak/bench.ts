import { createRandom, type Random } from '../../sandbox/store/random';
import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import type { AccountSettings } from '../../sandbox/store/store';
import { installTarball } from '../e2e/host/installPackage';
import { N8nClient } from '../e2e/client/n8nClient';
import type { N8nHost } from '../e2e/host/n8nHost';
import { createUserFolder, removeUserFolder } from '../e2e/host/n8nProcess';
import { SandboxControl } from '../e2e/client/sandboxControl';
import { activateUntilFirstPoll } from '../e2e/trigger/scanDelivery';
import { pause } from '../e2e/client/waitFor';
import { chainWorkflow, CREDENTIAL_TYPE, noOperation, qrCodeStackTrigger } from '../e2e/client/workflows';
import type { CleanUps } from '../support/cleanUps';
import { ApiCalls } from './apiCalls';
import type { Engine } from './engines';
import { N8nLives } from './n8nLives';
import type { SoakPlan } from './options';
import { Traffic } from './traffic';

export interface RunOptions {
	engine: Engine;
	plan: SoakPlan;
	host: N8nHost;
	tarball: string;
	report: (line: string) => void;
	/** Takes the ways to stop what was started, the latest last. */
	cleanUps: CleanUps;
}

/** What is under way for one engine. */
export interface Bench {
	options: RunOptions;
	sandbox: RunningSandbox;
	apiCalls: ApiCalls;
	traffic: Traffic;
	lives: N8nLives;
	random: Random;
	/** When the trigger may have made its first call. */
	activatedAtMs: number;
	/** Between these, scans are sent. */
	startsAtMs: number;
	endsAtMs: number;
	faultBursts: number;
}

/**
 * A month whose half pays for about four calls a second: enough for this traffic, and little enough for the
 * budget to stretch the polls of a backlog. The minute's window is the simulation's business.
 */
export const ACCOUNT: AccountSettings = {
	label: 'soak',
	key: `qrs_${'5a'.repeat(32)}`,
	plan: 'advanced',
	email: 'soak@example.com',
	qrCodeLimit: 10_000,
	perMinute: 1_000_000,
	perMonth: 20_000_000,
};

export const POLL_EVERY_SECONDS = 2;
const TRIGGER = 'On scan';
const MAX_SCANS_PER_POLL = 500;
/** Longer than any scan of the traffic is late, and short enough to move on many times within a run. */
const LATE_WINDOW_MINUTES = 3;
/** Gives a poll a length in which it can be killed. */
const API_LATENCY_MS = 15;
const N8N_ENV = {
	N8N_LOG_FORMAT: 'json',
	EXECUTIONS_DATA_PRUNE: 'false',
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
	EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
};

/** Starts the sandbox and n8n, and switches a workflow on that watches all codes. */
export async function setUpBench(options: RunOptions): Promise<Bench> {
	const { engine, plan, host, tarball, cleanUps } = options;
	const { seed } = plan;
	const sandbox = await startSandbox({ accounts: [ACCOUNT], seed });
	cleanUps.push(sandbox.close);
	sandbox.api.setVariants({ latencyMs: API_LATENCY_MS });
	const apiCalls = new ApiCalls(sandbox.api);
	const userFolder = createUserFolder();
	cleanUps.push(async () => removeUserFolder(userFolder));
	await installTarball(tarball, userFolder);
	const env = { ...N8N_ENV, ...engine.env };
	const sparesHostWindow = engine.hasTwoWrites && !plan.hitsHostWindow;
	const lives = new N8nLives({ host, userFolder, env, sparesHostWindow });
	cleanUps.push(async () => await lives.stop());
	const { url } = await lives.start();
	const activatedAtMs = Date.now();
	await activateTrigger(url, sandbox, lives);
	// scans of the second in which a trigger starts are the business of other tests
	const startsAtMs = Date.now() + POLL_EVERY_SECONDS * 1_000;
	const endsAtMs = startsAtMs + plan.sendingMs;
	const traffic = new Traffic({
		sandbox,
		account: ACCOUNT,
		random: createRandom(seed),
		startsAtMs,
		endsAtMs,
	});
	await pause(startsAtMs - Date.now());
	return {
		...{ options, sandbox, apiCalls, traffic, lives, activatedAtMs, startsAtMs, endsAtMs, faultBursts: 0 },
		random: createRandom(seed + 1),
	};
}

async function activateTrigger(url: string, sandbox: RunningSandbox, lives: N8nLives): Promise<void> {
	const client = new N8nClient(url);
	await client.setUpOwner();
	await client.login();
	const credential = await client.createCredential({
		name: 'QRCodeStack (soak)',
		type: CREDENTIAL_TYPE,
		data: { apiKey: ACCOUNT.key, baseUrl: sandbox.url },
	});
	const options = { maxScansPerPoll: MAX_SCANS_PER_POLL, lateWindow: LATE_WINDOW_MINUTES };
	const parameters = { watch: 'all', options };
	const trigger = qrCodeStackTrigger(TRIGGER, credential, parameters, POLL_EVERY_SECONDS);
	const workflow = await client.createWorkflow(chainWorkflow('Soak', [trigger, noOperation('Next')]));
	lives.watch(workflow.id, TRIGGER);
	await activateUntilFirstPoll(client, new SandboxControl(sandbox.origin), workflow, ACCOUNT.label);
}
