import {
	ExecuteContext,
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	PollContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	createRunExecutionData,
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IVersionedNodeType,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { QrCodeStackApi } from '../../credentials/QrCodeStackApi.credentials';
import { QrCodeStack } from '../../nodes/QrCodeStack/QrCodeStack.node';
import { QrCodeStackTrigger } from '../../nodes/QrCodeStackTrigger/QrCodeStackTrigger.node';
import { TEST_KEY } from './testKey';

export const ACTION = 'n8n-nodes-qrcodestack.qrCodeStack';
/** The same node as a tool of an AI agent, under the name that n8n gives it. */
export const TOOL = `${ACTION}Tool`;
export const TRIGGER = 'n8n-nodes-qrcodestack.qrCodeStackTrigger';
const MANUAL_TRIGGER = 'n8n-nodes-base.manualTrigger';
const CREDENTIAL = 'qrCodeStackApi';

/** Where the nodes under test believe the API to be; nock answers for it. */
export const API_ORIGIN = 'https://api.qr.test';
export const BASE_PATH = '/api/v1';
export { TEST_KEY };

/** Stands in for n8n's manual trigger: passes on what it was started with. */
const manualTrigger = {
	description: {
		displayName: 'Start',
		name: 'manualTrigger',
		group: ['trigger'],
		version: 1,
		properties: [],
	},
	async execute(this: { getInputData(): INodeExecutionData[] }) {
		return [this.getInputData()];
	},
} as unknown as INodeType;
Object.assign(manualTrigger.description, { defaults: {}, inputs: [], outputs: ['main'], description: '' });

/** What n8n makes of a node that is `usableAsTool`: the same code under another name, with a tool's output. */
function toTool(nodeType: INodeType): INodeType {
	const { description } = nodeType;
	const properties = [...description.properties];
	const tool = {
		...description,
		name: `${description.name}Tool`,
		inputs: [],
		outputs: ['ai_tool'],
		properties,
	};
	return Object.create(nodeType, { description: { value: tool } }) as INodeType;
}

class TestNodeTypes implements INodeTypes {
	readonly action = new QrCodeStack();
	readonly trigger = new QrCodeStackTrigger();
	private readonly types: Record<string, INodeType> = {
		[MANUAL_TRIGGER]: manualTrigger,
		[ACTION]: this.action,
		[TOOL]: toTool(this.action),
		[TRIGGER]: this.trigger,
	};
	getByName(type: string): INodeType | IVersionedNodeType {
		const found = this.types[type];
		if (!found) throw new Error(`Unknown node type ${type}`);
		return found;
	}
	getByNameAndVersion(type: string, version?: number) {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}
	getKnownTypes(): IDataObject {
		return {};
	}
}

let nodeTypes: TestNodeTypes | undefined;

/** One for all: n8n makes an instance of a node once as well, and its description takes milliseconds to build. */
function useNodeTypes(): TestNodeTypes {
	return (nodeTypes ??= new TestNodeTypes());
}

/** Works out a credential's expressions where no item is known, in an empty workflow as n8n does. */
function resolveAlone(data: ICredentialDataDecryptedObject, mode: WorkflowExecuteMode) {
	const node: INode = {
		id: 'mock',
		name: 'Temp-Node',
		type: MANUAL_TRIGGER,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: useNodeTypes(),
	});
	return workflow.expression.getComplexParameterValue(
		node,
		data as INodeParameters,
		mode,
		{},
		undefined,
		undefined,
		data as never,
	) as ICredentialDataDecryptedObject;
}

/** The part of n8n's own credentials helper that a node can see. */
class TestCredentialsHelper extends ICredentialsHelper {
	private readonly type: ICredentialType = new QrCodeStackApi();
	constructor(private readonly data: ICredentialDataDecryptedObject) {
		super();
	}
	getParentTypes() {
		return [];
	}
	isCredentialUsableByNode() {
		return true;
	}
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		options: IHttpRequestOptions,
	) {
		if (typeof this.type.authenticate !== 'function') return options;
		return await this.type.authenticate(credentials, options);
	}
	async preAuthentication() {
		return undefined;
	}
	async runPreAuthentication() {
		return undefined;
	}
	async getCredentials(): Promise<ICredentials> {
		throw new Error('not used');
	}
	/** How often a credential was read. */
	reads = 0;
	/** Expressions are worked out for an item where the host knows one, as n8n's own helper does it. */
	async getDecrypted(
		...[, , , mode, executeData, , resolveValues]: Parameters<ICredentialsHelper['getDecrypted']>
	): Promise<ICredentialDataDecryptedObject> {
		this.reads++;
		const data = structuredClone(this.data);
		if (!resolveValues) return resolveAlone(data, mode);
		const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = resolveValues;
		return workflow.expression.getParameterValue(
			data as INodeParameters,
			runExecutionData,
			runIndex,
			itemIndex,
			node.name,
			connectionInputData,
			mode,
			{},
			executeData,
			false,
			data as never,
		) as ICredentialDataDecryptedObject;
	}
	async updateCredentials() {}
	async updateCredentialsOauthTokenData() {}
	getCredentialsProperties() {
		return this.type.properties;
	}
}

export type Harness = ReturnType<typeof createHarness>;

/** Real n8n-core contexts around our nodes; only storage and the outside world are stand-ins. */
export function createHarness(credential: ICredentialDataDecryptedObject = {}) {
	const nodeTypes = useNodeTypes();
	const data = { apiKey: TEST_KEY, baseUrl: API_ORIGIN + BASE_PATH, ...credential };
	const credentialsHelper = new TestCredentialsHelper(data);
	const logger = recordLog();

	const additionalData = (extra: object = {}) =>
		({
			credentialsHelper,
			executionId: '1',
			currentNodeExecutionIndex: 0,
			restApiUrl: 'http://localhost:5678/rest',
			instanceBaseUrl: 'http://localhost:5678',
			webhookBaseUrl: 'http://localhost:5678/webhook',
			webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
			webhookTestBaseUrl: 'http://localhost:5678/webhook-test',
			formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
			variables: {},
			logAiEvent: () => {},
			setExecutionStatus: () => {},
			...extra,
		}) as unknown as IWorkflowExecuteAdditionalData;

	const makeNode = (
		type: string,
		parameters: INode['parameters'] = {},
		extra: Partial<INode> = {},
	): INode => ({
		id: `id-${type}`,
		name:
			type === ACTION || type === TOOL ? 'QRCodeStack' : type === TRIGGER ? 'QRCodeStack Trigger' : 'Start',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		...(type === MANUAL_TRIGGER ? {} : { credentials: { [CREDENTIAL]: { id: '1', name: 'test' } } }),
		...extra,
	});

	const makeWorkflow = (
		nodes: INode[],
		{ id = 'wf1', connections = {} as IConnections, timezone = 'UTC' } = {},
	) =>
		new Workflow({
			id,
			name: 'test',
			nodes,
			connections,
			active: true,
			nodeTypes,
			settings: { executionOrder: 'v1', timezone },
		});

	/** A real ExecuteContext for one action node. */
	const executeContext = (
		node: INode,
		items: INodeExecutionData[] = [{ json: {} }],
		signal?: AbortSignal,
	): ExecuteContext => {
		const workflow = makeWorkflow([node]);
		const inputData = { main: [items] };
		const context = new ExecuteContext(
			workflow,
			workflow.getNode(node.name) as INode,
			additionalData(),
			'manual',
			createRunExecutionData({}),
			0,
			items,
			inputData,
			{ node, data: inputData, source: null },
			[],
			signal,
		);
		return withLogger(context, logger);
	};

	/** Runs the action node in a context that a test has prepared. */
	const runNode = async (context: ExecuteContext): Promise<INodeExecutionData[]> => {
		const [output] = await nodeTypes.action.execute.call(context);
		return output ?? [];
	};

	/** Runs the action node on its own; parameters as they are stored in a workflow. */
	const execute = async (
		parameters: INode['parameters'],
		{
			items,
			node = {},
			signal,
		}: { items?: INodeExecutionData[]; node?: Partial<INode>; signal?: AbortSignal } = {},
	): Promise<INodeExecutionData[]> => {
		return await runNode(executeContext(makeNode(ACTION, parameters, node), items, signal));
	};

	/** A real PollContext; `staticData` and `budgetMs` are what an engine gives it in place of the workflow's own. */
	const pollContext = (
		workflow: Workflow,
		node: INode,
		{
			activation = 'activate',
			mode = 'trigger',
			staticData,
			budgetMs,
		}: {
			activation?: WorkflowActivateMode;
			mode?: WorkflowExecuteMode;
			staticData?: () => IDataObject;
			budgetMs?: number;
		} = {},
	): PollContext => {
		const context = new PollContext(
			workflow,
			node,
			additionalData(),
			mode,
			activation,
			undefined,
			undefined,
			undefined,
			undefined,
			staticData,
			budgetMs === undefined ? undefined : () => budgetMs,
		);
		return withLogger(context, logger);
	};

	/** Calls `poll()` as n8n does; null stays null, so that an empty list of items can be told from it. */
	const runPoll = async (context: PollContext): Promise<INodeExecutionData[] | null> => {
		const output = await nodeTypes.trigger.poll.call(context);
		return output === null ? null : (output[0] ?? []);
	};

	/** A trigger node whose static data lasts from poll to poll, as in n8n's legacy engine. */
	const poller = (
		parameters: INode['parameters'] = {},
		{
			workflowId = 'wf1',
			timezone = 'UTC',
			node: extra = {},
		}: { workflowId?: string; timezone?: string; node?: Partial<INode> } = {},
	) => {
		const node = makeNode(TRIGGER, parameters, extra);
		const workflow = makeWorkflow([node], { id: workflowId, timezone });
		const own = workflow.getNode(node.name) as INode;
		const poll = async (
			activation: WorkflowActivateMode = 'activate',
			mode: WorkflowExecuteMode = 'trigger',
			staticData?: IDataObject,
		): Promise<INodeExecutionData[] | null> => {
			const context = pollContext(workflow, own, {
				activation,
				mode,
				...(staticData ? { staticData: () => staticData } : {}),
			});
			return await runPoll(context);
		};
		return { workflow, poll, staticData: () => workflow.getStaticData('node', own) };
	};

	const loadOptionsContext = (node: INode) =>
		new LoadOptionsContext(
			makeWorkflow([node]),
			node,
			additionalData({ currentNodeParameters: node.parameters }),
			'',
		);

	/** Runs Start → QRCodeStack with n8n's own engine, as a workflow does. */
	const runWorkflow = async (
		parameters: INode['parameters'],
		{ items = [{ json: {} }], node = {} }: { items?: INodeExecutionData[]; node?: Partial<INode> } = {},
	): Promise<IRun> => {
		const start = makeNode(MANUAL_TRIGGER);
		const action = makeNode(ACTION, parameters, node);
		const connections = {
			[start.name]: { main: [[{ node: action.name, type: 'main' as const, index: 0 }]] },
		};
		const workflow = makeWorkflow([start, action], { connections });
		const base = { id: 'wf1', name: 'test', nodes: [start, action], connections, active: false };
		const hooks = new ExecutionLifecycleHooks('manual', '1', base as unknown as IWorkflowBase);
		const runData = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node: start, data: { main: [items] }, source: null }] },
		});
		return await new WorkflowExecute(additionalData({ hooks }), 'manual', runData).processRunExecutionData(
			workflow,
		);
	};

	return {
		makeNode,
		makeWorkflow,
		executeContext,
		runNode,
		execute,
		pollContext,
		runPoll,
		poller,
		loadOptionsContext,
		runWorkflow,
		logger,
		/** How often n8n read the credential so far. */
		credentialReads: () => credentialsHelper.reads,
	};
}

/** A logger that keeps what it is told, for tests that read the log. */
function recordLog() {
	const lines: string[] = [];
	const write = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
	return { lines, info: write('info'), warn: write('warn'), error: write('error'), debug: write('debug') };
}

/** n8n's contexts offer their logger by a getter. */
function withLogger<T extends object>(context: T, logger: object): T {
	return Object.defineProperty(context, 'logger', { value: logger });
}
