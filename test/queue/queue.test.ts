import axios from 'axios';

import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import type { AccountSettings } from '../../sandbox/store/store';
import { hasEnded, jsonOf } from '../e2e/client/executionData';
import type { Installation } from '../e2e/host/installation';
import { waitForDeliveries, waitForPollAfter } from '../e2e/trigger/scanDelivery';
import { SandboxControl } from '../e2e/client/sandboxControl';
import { waitFor } from '../e2e/client/waitFor';
import { readExecutionsFinishedBy, readExecutionsRunBy } from '../e2e/client/workerLog';
import {
	CREDENTIAL_TYPE,
	type CredentialReference,
	type StoredWorkflow,
	type WorkflowDefinition,
} from '../e2e/client/workflows';
import { cleanUp, type CleanUps } from '../support/cleanUps';
import { countPolls, startCluster } from './cluster';
import { createsWorkflow, scanWorkflow, webhookPathOf } from './queueWorkflows';

/** A third of the documented minute. What a limit costs beyond it does not shrink with it, so the bar gets harder. */
const WINDOW_MS = 20_000;
const PER_WINDOW = 600;
const EXECUTIONS = 40;
const CREATES_EACH = 50;
const MAX_OF_FLOOR = 1.1;
/** What n8n says of an execution whose worker no longer renews its lock; it looks at it again for half a minute. */
const LOST = /failed to be processed too many times/;
const SET_UP_TIMEOUT_MS = 10 * 60_000;
const ENDED_TIMEOUT_MS = 200_000;

const ACCOUNT: AccountSettings = {
	label: 'queue',
	key: `qrs_${'9c'.repeat(32)}`,
	plan: 'advanced',
	email: 'queue@example.com',
	qrCodeLimit: 100_000,
	perMinute: PER_WINDOW,
	perMonth: 100_000_000,
};

const report = (line: string) => process.stderr.write(`${line}\n`);
const cleanUps: CleanUps = [];
let cluster: Installation;
let sandbox: RunningSandbox;
let credential: CredentialReference;
let workflow: StoredWorkflow;

beforeAll(async () => {
	cluster = await startCluster(cleanUps, report);
}, SET_UP_TIMEOUT_MS);

afterAll(async () => await cleanUp(cleanUps, report));

// a sandbox of its own for each test: the node's memory of one test's limits must not help the next
beforeEach(async () => {
	sandbox = await startSandbox({ accounts: [ACCOUNT], windowMs: WINDOW_MS });
	credential = await cluster.client.createCredential({
		name: 'QRCodeStack (queue)',
		type: CREDENTIAL_TYPE,
		data: { apiKey: ACCOUNT.key, baseUrl: sandbox.url },
	});
});

afterEach(async () => {
	await cluster.client.deactivate(workflow);
	await sandbox.close();
});

async function activate(definition: WorkflowDefinition): Promise<void> {
	workflow = await cluster.client.createWorkflow(definition);
	await cluster.client.activate(workflow);
}

/** Starts an execution that creates so many codes, each with a name that no other has. */
async function startCreates(execution: number): Promise<void> {
	const rows = Array.from({ length: CREATES_EACH }, (_, row) => ({
		name: `Code ${execution}-${row}`,
		url: 'https://shop.example.com/',
	}));
	const url = `${cluster.main.url}/webhook/${webhookPathOf(workflow)}`;
	// n8n calls a workflow active a moment before its webhook is there; a 404 has started nothing
	const post = async () => {
		const { status } = await axios.post(
			url,
			{ rows },
			{ validateStatus: (code) => code === 200 || code === 404 },
		);
		return status === 200 ? true : undefined;
	};
	await waitFor(post, { what: 'the webhook', timeoutMs: 30_000 });
}

const readExecutions = async () => await cluster.client.listExecutions(workflow.id);

async function waitUntilEnded(count: number) {
	const probe = async () => {
		const executions = await readExecutions();
		return executions.length === count && executions.every(hasEnded) ? executions : undefined;
	};
	return await waitFor(probe, {
		what: `${count} executions to end`,
		timeoutMs: ENDED_TIMEOUT_MS,
		intervalMs: 500,
	});
}

const countPosts = (status?: number) =>
	sandbox.api.requests.count({ method: 'POST', ...(status === undefined ? {} : { status }) });

/**
 * How long the creates took but for those of the last window, and the least that this can take: the windows to wait
 * for or, on a slow machine, the pace at which it filled the first one.
 */
function measureWait() {
	const atMs = sandbox.api.requests.latest({ method: 'POST', status: 201 }).map((create) => create.atMs);
	const fullMs = atMs[PER_WINDOW - 1]! - atMs[0]!;
	const windows = Math.ceil(atMs.length / PER_WINDOW);
	const before = (windows - 1) * PER_WINDOW;
	const machineMs = (creates: number) => (creates * fullMs) / PER_WINDOW;
	return {
		tookMs: atMs.at(-1)! - atMs[0]! - machineMs(atMs.length - before),
		lookbackStartMs: Math.max((windows - 1) * WINDOW_MS, machineMs(before)),
		fullMs,
	};
}

/** The names of all codes that exist. */
async function readNames(): Promise<string[]> {
	sandbox.api.setLimits({ perMinute: 1_000_000 });
	const names: string[] = [];
	for (let page = 1; ; page++) {
		const { data } = await axios.get<{ data: Array<{ name: string }> }>(`${sandbox.url}/qr-codes`, {
			params: { page, limit: 100 },
			headers: { authorization: `Bearer ${ACCOUNT.key}` },
		});
		names.push(...data.data.map(({ name }) => name));
		if (data.data.length < 100) return names;
	}
}

test('scans are looked for by the main process alone, and the executions run on workers', async () => {
	const [qrCode] = sandbox.api.addQrCodes({ account: ACCOUNT.label });
	await waitForPollAfter(
		new SandboxControl(sandbox.origin),
		ACCOUNT.label,
		async () => await activate(scanWorkflow(credential)),
	);
	sandbox.api.addScans({
		qrCodeId: qrCode!.id,
		count: 5,
		fromMs: Date.now() + 2_000,
		toMs: Date.now() + 2_100,
	});

	const { scans, executions } = await waitForDeliveries(cluster.client, workflow, 5);

	expect(new Set(scans.map(({ scanId }) => scanId)).size).toBe(5);
	expect(executions.map(({ status }) => status)).not.toContain('error');
	const onWorkers = cluster.workers.flatMap((worker) => [...readExecutionsRunBy(worker.logFile)]);
	expect(onWorkers).toEqual(expect.arrayContaining(executions.map(({ id }) => String(id))));
	expect(countPolls(cluster.main)).toBeGreaterThan(0);
	expect(cluster.workers.map(countPolls)).toEqual([0, 0]);
});

test('40 executions of 50 creates with one key all succeed, create nothing twice and keep close to the floor', async () => {
	await activate(createsWorkflow(credential));
	const startedAtMs = Date.now();
	await Promise.all(Array.from({ length: EXECUTIONS }, (_, execution) => startCreates(execution)));

	const executions = await waitUntilEnded(EXECUTIONS);

	const calls = EXECUTIONS * CREATES_EACH;
	const { tookMs, lookbackStartMs, fullMs } = measureWait();
	const inAllMs = Math.max(...executions.map(({ stoppedAt }) => Date.parse(stoppedAt!))) - startedAtMs;
	const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
	report(
		`${calls} creates filled the first window in ${seconds(fullMs)} and had the last one after ${seconds(tookMs)}, ` +
			`${(tookMs / lookbackStartMs).toFixed(3)} of the floor of ${seconds(lookbackStartMs)}; ${seconds(inAllMs)} in all, with n8n's ` +
			`own time; ${countPosts(429)} answers 429`,
	);
	expect(new Set(executions.map(({ status }) => status))).toEqual(new Set(['success']));
	for (const worker of cluster.workers) expect(readExecutionsRunBy(worker.logFile).size).toBeGreaterThan(0);
	const names = await readNames();
	expect({ codes: names.length, distinct: new Set(names).size }).toEqual({ codes: calls, distinct: calls });
	expect(tookMs / lookbackStartMs).toBeLessThanOrEqual(MAX_OF_FLOOR);
});

test('of a worker that is killed midway nothing is sent again, and what ran elsewhere succeeds', async () => {
	const executionCount = 20;
	const [killed, survivor] = cluster.workers;
	sandbox.api.setVariants({ latencyMs: 100 });
	await activate(createsWorkflow(credential));
	const ranBefore = readExecutionsRunBy(killed!.logFile).size;
	await Promise.all(Array.from({ length: executionCount }, (_, execution) => startCreates(execution)));
	const isUnderWay = () => countPosts() >= 200 && readExecutionsRunBy(killed!.logFile).size > ranBefore;
	await waitFor(async () => (isUnderWay() ? true : undefined), {
		what: 'the executions to be under way',
		timeoutMs: 60_000,
		intervalMs: 20,
	});

	await killed!.stop('SIGKILL');
	await waitUntilEnded(executionCount);

	const executions = await cluster.client.readEndedExecutions(workflow.id);
	const names = await readNames();
	const lost = executions.filter(({ status }) => status !== 'success');
	report(`${lost.length} executions ended with their worker; ${names.length} codes were created`);
	expect(lost.length).toBeGreaterThan(0);
	// n8n gives a lost execution up rather than run it again, so each POST was sent once
	const ranElsewhere = readExecutionsRunBy(survivor!.logFile);
	const finished = readExecutionsFinishedBy(killed!.logFile);
	const isLost = (id: string) => !ranElsewhere.has(id) && !finished.has(id);
	expect(lost.map(({ id, error }) => ({ id, isLost: isLost(String(id)), says: error?.message }))).toEqual(
		lost.map(({ id }) => ({ id, isLost: true, says: expect.stringMatching(LOST) })),
	);
	expect([...readExecutionsRunBy(killed!.logFile)].filter((id) => ranElsewhere.has(id))).toEqual([]);
	const others = executions.filter(({ status }) => status === 'success');
	expect(others.map((execution) => jsonOf(execution, 'Create').length)).toEqual(
		others.map(() => CREATES_EACH),
	);
	expect(new Set(names).size).toBe(names.length);
	expect(countPosts(201)).toBe(names.length);
});
