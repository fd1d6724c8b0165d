import { Agent } from 'node:http';

import axios, { type AxiosInstance, type Method } from 'axios';

import { hasData, hasEnded, toExecution, type Execution, type Json } from './executionData';
import { waitFor } from './waitFor';
import type { CredentialReference, StoredWorkflow, WorkflowDefinition } from './workflows';

export interface Login {
	email: string;
	password: string;
}

/** The person who owns every n8n that the demo and the tests start. */
export const OWNER: Login = { email: 'owner@example.com', password: 'Passw0rd-e2e' };

export interface CredentialInput {
	name: string;
	type: string;
	data: Json;
}

export interface ListSearch {
	nodeType: string;
	methodName: string;
	/** The parameter that the list belongs to, such as `parameters.qrCodeId`. */
	path: string;
	credentials: Record<string, CredentialReference>;
	parameters?: Json;
	filter?: string;
	paginationToken?: string;
}

export interface ListSearchResult {
	results: Array<{ name: string; value: string; url?: string }>;
	paginationToken?: string;
}

/** The part of a node's description that the tests look at. */
interface NodeTypeSummary {
	name: string;
	properties: Array<{
		name: string;
		options?: Array<{ value: string }>;
		displayOptions?: { show?: { resource?: string[] } };
	}>;
}

/** An entry that n8n itself adds to the lists of every node. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

type ExecutionSummary = Pick<Execution, 'id' | 'status' | 'mode' | 'stoppedAt' | 'workflowId'>;

interface ExecutionPage {
	results: ExecutionSummary[];
	/** n8n 2.41 goes on by it, and refuses an id; n8n 1.x has none. */
	nextCursor?: string | null;
}

const REQUEST_TIMEOUT_MS = 60_000;
const EXECUTION_TIMEOUT_MS = 60_000;
const EXECUTIONS_PER_PAGE = 100;

/** Drives one n8n through the REST API that its own editor uses. */
export class N8nClient {
	private readonly http: AxiosInstance;

	/** `cookie` is the login of another client of the same n8n, which takes only five logins a minute. */
	constructor(
		readonly url: string,
		private cookie = '',
	) {
		this.http = axios.create({
			baseURL: `${url}/rest`,
			timeout: REQUEST_TIMEOUT_MS,
			// n8n closes a connection that was idle for five seconds, maybe in the moment in which it is used again
			httpAgent: new Agent({ keepAlive: false }),
			// the login is bound to this id
			headers: { 'browser-id': 'qrcodestack-e2e' },
			validateStatus: () => true,
		});
	}

	/** Creates the instance's owner, which a fresh n8n asks for before anything else. */
	async setUpOwner(login: Login = OWNER): Promise<void> {
		await this.request('POST', '/owner/setup', { ...login, firstName: 'Demo', lastName: 'Owner' });
	}

	async login({ email, password }: Login = OWNER): Promise<void> {
		await this.request('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	async createCredential(credential: CredentialInput): Promise<CredentialReference> {
		const { id, name } = await this.request<CredentialReference>('POST', '/credentials', credential);
		return { id, name };
	}

	/** What the credential dialog shows after "Save" or "Retry": its verdict and text. */
	async testCredential(
		reference: CredentialReference,
		{ type, data }: Omit<CredentialInput, 'name'>,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.request('POST', '/credentials/test', { credentials: { ...reference, type, data } });
	}

	/** What the dropdown of a resource locator shows. */
	async searchList({ nodeType, parameters = {}, ...search }: ListSearch): Promise<ListSearchResult> {
		return await this.request('POST', '/dynamic-node-parameters/resource-locator-results', {
			...search,
			nodeTypeAndVersion: { name: nodeType, version: 1 },
			currentNodeParameters: parameters,
		});
	}

	async createWorkflow(workflow: WorkflowDefinition): Promise<StoredWorkflow> {
		return await this.request('POST', '/workflows', { active: false, ...workflow });
	}

	async getWorkflow(id: string): Promise<StoredWorkflow> {
		return await this.request('GET', `/workflows/${id}`);
	}

	/** What the trigger of a workflow remembers between polls, as far as n8n has saved it. */
	async readStaticData(workflowId: string): Promise<Json> {
		const { staticData } = await this.getWorkflow(workflowId);
		return (typeof staticData === 'string' ? (JSON.parse(staticData) as Json) : staticData) ?? {};
	}

	/** Presses "Execute workflow"; answers the execution's id at once. */
	async startWorkflow(workflow: StoredWorkflow, triggerName: string): Promise<string> {
		const { executionId } = await this.request<{ executionId: string }>(
			'POST',
			`/workflows/${workflow.id}/run`,
			{
				workflowData: workflow,
				triggerToStartFrom: { name: triggerName },
			},
		);
		return executionId;
	}

	/** Creates a workflow, runs it by hand from its first node and answers how it ended. */
	async runOnce(definition: WorkflowDefinition): Promise<Execution> {
		const workflow = await this.createWorkflow(definition);
		return await this.waitForExecution(await this.startWorkflow(workflow, definition.nodes[0]!.name));
	}

	async readExecution(id: string): Promise<Execution> {
		return toExecution(await this.request('GET', `/executions/${id}`));
	}

	async waitForExecution(id: string, timeoutMs = EXECUTION_TIMEOUT_MS): Promise<Execution> {
		let last = 'nothing';
		const readEnded = async () => {
			const execution = await this.readExecution(id);
			last = execution.status;
			return hasEnded(execution) && hasData(execution) ? execution : undefined;
		};
		return await waitFor(readEnded, { what: `execution ${id} to end`, timeoutMs, describeLast: () => last });
	}

	/** The executions of a workflow, or of all of them, oldest first. */
	async listExecutions(workflowId?: string): Promise<ExecutionSummary[]> {
		const filter = JSON.stringify(workflowId ? { workflowId } : {});
		const found: ExecutionSummary[] = [];
		let next = {};
		for (;;) {
			const query = { filter, limit: EXECUTIONS_PER_PAGE, ...next };
			const page = await this.request<ExecutionPage>('GET', '/executions', undefined, query);
			found.push(...page.results);
			if (page.nextCursor === null || page.results.length < EXECUTIONS_PER_PAGE) return found.reverse();
			next = page.nextCursor ? { cursor: page.nextCursor } : { lastId: found.at(-1)!.id };
		}
	}

	/** All ended executions of a workflow with their data, oldest first. */
	async readEndedExecutions(workflowId?: string): Promise<Execution[]> {
		const ended = (await this.listExecutions(workflowId)).filter(hasEnded);
		return await Promise.all(ended.map(async ({ id }) => await this.readExecution(id)));
	}

	/** Waits until the ended executions of a workflow, taken together, satisfy a condition. */
	async waitForExecutions(
		workflowId: string,
		isEnough: (executions: Execution[]) => boolean,
		{ what, timeoutMs }: { what: string; timeoutMs: number },
	): Promise<Execution[]> {
		let seen: Execution[] = [];
		const readEnough = async () => {
			seen = await this.readEndedExecutions(workflowId);
			return isEnough(seen) ? seen : undefined;
		};
		const describeLast = () =>
			`${seen.length} ended executions (${seen.map(({ status }) => status).join(', ')})`;
		return await waitFor(readEnough, { what, timeoutMs, intervalMs: 500, describeLast });
	}

	async stopExecution(id: string): Promise<void> {
		await this.request('POST', `/executions/${id}/stop`);
	}

	/** Switches a workflow on: n8n 2.x publishes a version of it, n8n 1.x sets a flag. */
	async activate({ id, versionId }: StoredWorkflow): Promise<void> {
		const { status, data } = await this.send('POST', `/workflows/${id}/activate`, { versionId });
		if (status === 404) await this.request('PATCH', `/workflows/${id}`, { active: true, versionId });
		else if (status >= 400) throw new Error(`n8n did not activate workflow ${id}: ${describe(data)}`);
	}

	async deactivate({ id }: StoredWorkflow): Promise<void> {
		const { status, data } = await this.send('POST', `/workflows/${id}/deactivate`, {});
		if (status === 404) await this.request('PATCH', `/workflows/${id}`, { active: false });
		else if (status >= 400) throw new Error(`n8n did not deactivate workflow ${id}: ${describe(data)}`);
	}

	/** The names of the node types that this n8n has loaded. */
	async listNodeTypes(): Promise<string[]> {
		return (await this.readNodeTypes()).map(({ name }) => name);
	}

	/** What the Operation lists of a node type offer, each as `resource: operation`. */
	async listOperations(nodeType: string): Promise<string[]> {
		const properties = (await this.readNodeTypes()).find(({ name }) => name === nodeType)?.properties ?? [];
		return properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ options = [], displayOptions }) =>
				(displayOptions?.show?.resource ?? []).flatMap((resource) =>
					options
						.filter(({ value }) => value !== CUSTOM_API_CALL)
						.map(({ value }) => `${resource}: ${value}`),
				),
			);
	}

	private async readNodeTypes(): Promise<NodeTypeSummary[]> {
		const { data } = await this.http.get<NodeTypeSummary[]>('/types/nodes.json', {
			baseURL: this.url,
			headers: this.loginHeader(),
		});
		return data;
	}

	/** What another client needs in order to be logged in too. */
	get loginCookie(): string {
		return this.cookie;
	}

	private loginHeader(): Record<string, string> {
		return this.cookie ? { cookie: this.cookie } : {};
	}

	private async send(method: Method, path: string, body?: unknown, query?: Json) {
		const response = await this.http.request<{ data?: unknown } | undefined>({
			method,
			url: path,
			data: body,
			params: query,
			headers: this.loginHeader(),
		});
		const login = response.headers['set-cookie']?.find((cookie) => cookie.startsWith('n8n-auth='));
		if (login) this.cookie = login.split(';')[0]!;
		return response;
	}

	private async request<T>(method: Method, path: string, body?: unknown, query?: Json): Promise<T> {
		const { status, data } = await this.send(method, path, body, query);
		if (status >= 400) throw new Error(`n8n answered ${status} to ${method} ${path}: ${describe(data)}`);
		return (data?.data ?? data) as T;
	}
}

const describe = (body: unknown) => JSON.stringify(body)?.slice(0, 600) ?? '(empty)';
