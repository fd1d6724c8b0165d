import type { Json } from './executionData';
import {
	ACTION_TYPE,
	CREDENTIAL_TYPE,
	manualTrigger,
	node,
	type CredentialReference,
	type WorkflowDefinition,
	type WorkflowNode,
} from './workflows';

/** n8n derives it from every node that is `usableAsTool`. */
export const TOOL_TYPE = `${ACTION_TYPE}Tool`;

export const AGENT = 'AI Agent';
const MODEL = 'Model';

/** What a person gets by clicking the stars beside a field: "Let the model define this parameter". */
export function fromAi(key: string, description = '', type = 'string'): string {
	return `={{ $fromAI(${[key, description, type].map((part) => JSON.stringify(part)).join(', ')}) }}`;
}

/** The action node of this package as a tool; n8n makes the name that the model sees out of the node's name. */
export function qrCodeTool(name: string, credential: CredentialReference, parameters: Json): WorkflowNode {
	return node(name, TOOL_TYPE, parameters, { credentials: { [CREDENTIAL_TYPE]: credential } });
}

export interface AgentInput {
	question: string;
	model: CredentialReference;
	tools: WorkflowNode[];
	agentVersion?: number;
}

/** An AI Agent that starts by hand, with a chat model and tools. */
export function agentWorkflow({ question, model, tools, agentVersion = 3 }: AgentInput): WorkflowDefinition {
	const start = manualTrigger();
	const agent = node(
		AGENT,
		'@n8n/n8n-nodes-langchain.agent',
		{ promptType: 'define', text: question, options: {} },
		{ typeVersion: agentVersion },
	);
	const chatModel = node(
		MODEL,
		'@n8n/n8n-nodes-langchain.lmChatOpenAi',
		{ model: { __rl: true, mode: 'id', value: 'scripted' }, options: { maxRetries: 0 } },
		{ typeVersion: 1.2, credentials: { openAiApi: model } },
	);
	const toAgent = (type: 'ai_tool' | 'ai_languageModel') => ({
		[type]: [[{ node: AGENT, type, index: 0 }]],
	});
	return {
		name: `Agent: ${question}`.slice(0, 100),
		nodes: [start, agent, chatModel, ...tools],
		connections: {
			[start.name]: { main: [[{ node: AGENT, type: 'main', index: 0 }]] },
			[MODEL]: toAgent('ai_languageModel'),
			...Object.fromEntries(tools.map(({ name }) => [name, toAgent('ai_tool')])),
		},
		settings: { executionOrder: 'v1' },
	};
}
