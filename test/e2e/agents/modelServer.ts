import fastify from 'fastify';
import type { AddressInfo } from 'node:net';

import type { Json } from '../client/executionData';

/** What the model "decides" next: to call tools, or to end the conversation with a text. */
export type ModelMove = { call: ToolCall | ToolCall[] } | { say: string };

export interface ToolCall {
	tool: string;
	args: Json;
}

/** One move, or a function of what the tools have answered so far, oldest first. */
export type Script = Array<ModelMove | ((answers: ToolAnswer[]) => ModelMove)>;

/** A tool's answer as the model got it. */
export interface ToolAnswer {
	tool: string;
	text: string;
}

/** A tool as it was offered to the model. */
export interface OfferedTool {
	name: string;
	description: string;
	parameters: { properties?: Record<string, Json>; required?: string[] };
}

interface Message {
	role: string;
	content?: unknown;
	tool_calls?: Array<{ id: string; function: { name: string; arguments: string } }>;
	tool_call_id?: string;
}

interface ChatRequest {
	messages: Message[];
	tools?: Array<{ function: OfferedTool }>;
	stream?: boolean;
}

/** What one conversation came to, as seen from the model's side. */
export interface Conversation {
	/** The tools that the first request offered. */
	tools: OfferedTool[];
	/** What the person asked. */
	question: string;
	/** All that the tools have answered, oldest first. */
	answers: ToolAnswer[];
	/** How often the model was asked. */
	requests: number;
}

export interface ModelServer {
	/** The base URL for n8n's OpenAI credential. */
	url: string;
	/** Sets the moves of the next conversation and forgets the one before. */
	follow(script: Script): void;
	/** What has happened since the last `follow`. */
	readConversation(): Conversation;
	close(): Promise<void>;
}

const MODEL = 'scripted';

/**
 * Starts a stand-in for a language model on a loopback port. It speaks the part of OpenAI's chat completions API
 * that n8n's OpenAI Chat Model uses, and answers with the moves of a script in place of thoughts.
 */
export async function startModelServer(): Promise<ModelServer> {
	let script: Script = [];
	let requests: ChatRequest[] = [];
	const app = fastify({ forceCloseConnections: true });
	app.get('/v1/models', () => ({ object: 'list', data: [{ id: MODEL, object: 'model' }] }));
	app.post<{ Body: ChatRequest }>('/v1/chat/completions', async ({ body }, reply) => {
		const move = script[requests.length];
		requests.push(body);
		if (body.stream) return await reply.code(400).send(refusal('This stand-in does not stream'));
		if (!move) return await reply.code(400).send(refusal('The script has no move left'));
		return toCompletion(typeof move === 'function' ? move(readAnswers(body)) : move, requests.length);
	});
	await app.listen({ port: 0, host: '127.0.0.1' });
	const { port } = app.server.address() as AddressInfo;

	return {
		url: `http://127.0.0.1:${port}/v1`,
		follow(next) {
			script = next;
			requests = [];
		},
		readConversation: () => toConversation(requests),
		close: async () => await app.close(),
	};
}

const refusal = (message: string) => ({ error: { message, type: 'invalid_request_error' } });

function toCompletion(move: ModelMove, turn: number): object {
	const calls = 'call' in move ? [move.call].flat() : [];
	const toolCalls = calls.map(({ tool, args }, index) => ({
		id: `call_${turn}_${index}`,
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(args) },
	}));
	const message = {
		role: 'assistant',
		content: 'say' in move ? move.say : null,
		...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
	};
	return {
		id: `turn_${turn}`,
		object: 'chat.completion',
		created: 0,
		model: MODEL,
		choices: [{ index: 0, message, finish_reason: toolCalls.length > 0 ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
	};
}

function readAnswers({ messages }: ChatRequest): ToolAnswer[] {
	const calls = messages.flatMap(({ tool_calls = [] }) => tool_calls);
	return messages
		.filter(({ role }) => role === 'tool')
		.map(({ tool_call_id, content }) => ({
			tool: calls.find(({ id }) => id === tool_call_id)?.function.name ?? 'unknown',
			text: toText(content),
		}));
}

/** A content is a text, or a list of parts. */
function toText(content: unknown): string {
	if (typeof content === 'string') return content;
	const parts = Array.isArray(content) ? (content as Array<{ text?: string }>) : [];
	return parts.map(({ text = '' }) => text).join('');
}

function toConversation(requests: ChatRequest[]): Conversation {
	const [first, last] = [requests[0], requests.at(-1)];
	return {
		tools: first?.tools?.map((tool) => tool.function) ?? [],
		question: toText(first?.messages.findLast(({ role }) => role === 'user')?.content),
		answers: last ? readAnswers(last) : [],
		requests: requests.length,
	};
}
