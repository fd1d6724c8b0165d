import {
	manualTrigger,
	node,
	type CredentialReference,
	type WorkflowDefinition,
	type WorkflowNode,
} from '../client/workflows';

export const AGENT = 'AI Agent';
const MODEL = 'Model';

export interface AgentInput {
	question: string;
	model: CredentialReference;
	tools: WorkflowNode[];
	/** 3 is what both n8n 1.123 and 2.41 put on the canvas. */
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
