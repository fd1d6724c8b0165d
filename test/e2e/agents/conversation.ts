import type { LoggedRequest } from '../../../sandbox/server/requestLog';
import { ALL_TOOLS, qrCodeTool, toolName, type ToolKey } from './agentTools';
import { AGENT, agentWorkflow } from './agentWorkflow';
import { jsonOf, type Json } from '../client/executionData';
import { startModelServer, type ModelMove, type ModelServer, type OfferedTool } from './modelServer';
import { connect, createCredential, KEYS } from '../client/session';
import type { CredentialReference } from '../client/workflows';

const { client, sandbox } = connect();

/** What the model does next: it calls a tool, several at once, or has the last word. */
export type Turn =
	| { tool: ToolKey; args: Json }
	| Array<{ tool: ToolKey; args: Json }>
	/** Knows what the tools have answered so far, oldest first. */
	| ((answers: Answer[]) => { tool: ToolKey; args: Json });

/** A tool's answer as the model got it. */
export interface Answer {
	text: string;
	/** The items in it. */
	rows: Json[];
}

export interface ConversationInput {
	turns: Turn[];
	/** The label of the sandbox's account whose key the tools have. */
	account?: string;
	/** Another key than that account's. */
	credential?: CredentialReference;
	tools?: ToolKey[];
	/** What the person has set in every tool. */
	settings?: Json;
	agentVersion?: number;
}

export interface Outcome {
	answers: Answer[];
	/** The calls at the sandbox with the account's key, as "GET /qr-codes" and the like. */
	calls: string[];
	requests: LoggedRequest[];
	offered: OfferedTool[];
}

/** An answer of a tool costs a model about a quarter of its characters in tokens. */
export const MAX_ANSWER_CHARACTERS = 8_000;

const LAST_WORD = 'That is all.';

let model: ModelServer;
let modelCredential: CredentialReference;

/** Starts the stand-in for the model around the tests of a file. */
export function useModel(): { server: () => ModelServer; credential: () => CredentialReference } {
	beforeAll(async () => {
		model = await startModelServer();
		modelCredential = await client.createCredential({
			name: 'Scripted model',
			type: 'openAiApi',
			data: { apiKey: 'sk-scripted', url: model.url },
		});
	});
	afterAll(async () => await model.close());
	return { server: () => model, credential: () => modelCredential };
}

/**
 * Lets a scripted model talk with a real AI Agent, and checks what holds for every conversation: the agent gets
 * to the model's last word, each call is answered, briefly, and no answer holds a key.
 */
export async function converse(input: ConversationInput): Promise<Outcome> {
	const { turns, account = 'assisted', tools = ALL_TOOLS, settings, agentVersion } = input;
	const credential = input.credential ?? (await createCredential(client, account));
	const callsBefore = (await sandbox.listRequests({ key: account })).length;
	model.follow([...turns.map(toMove), { say: LAST_WORD }]);

	const execution = await client.runOnce(
		agentWorkflow({
			question: `${expect.getState().currentTestName}`,
			model: modelCredential,
			tools: tools.map((tool) => qrCodeTool(tool, credential, settings)),
			agentVersion,
		}),
	);

	const { answers, tools: offered } = model.readConversation();
	expect({ status: execution.status, error: execution.error?.message }).toEqual({ status: 'success' });
	expect(jsonOf(execution, AGENT)).toMatchObject([{ output: LAST_WORD }]);
	expect(answers).toHaveLength(turns.flat().length);
	for (const { text } of answers) {
		expect(text.length).toBeLessThan(MAX_ANSWER_CHARACTERS);
		expect(text).not.toContain(KEYS[account]!.slice('qrs_'.length));
	}
	const requests = (await sandbox.listRequests({ key: account })).slice(callsBefore);
	return {
		answers: answers.map(toAnswer),
		calls: requests.map(({ method, endpoint }) => `${method} ${endpoint}`),
		requests,
		offered,
	};
}

const toCall = ({ tool, args }: { tool: ToolKey; args: Json }) => ({ tool: toolName(tool), args });

function toMove(turn: Turn) {
	if (typeof turn !== 'function') return { call: [turn].flat().map(toCall) };
	return (answers: Array<{ text: string }>): ModelMove => ({ call: toCall(turn(answers.map(toAnswer))) });
}

function toAnswer({ text }: { text: string }): Answer {
	try {
		return { text, rows: [JSON.parse(text) as Json | Json[]].flat() };
	} catch {
		return { text, rows: [] };
	}
}
