import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Json } from '../client/executionData';
import {
	ACTION_TYPE,
	CREDENTIAL_TYPE,
	pollTimesEvery,
	TRIGGER_TYPE,
	type CredentialReference,
	type WorkflowDefinition,
	type WorkflowNode,
} from '../client/workflows';

const WITH_WEBHOOK = ['n8n-nodes-base.formTrigger', '@n8n/n8n-nodes-langchain.chatTrigger'];

export const EXAMPLES_FOLDER = path.resolve(__dirname, '..', '..', '..', 'examples');

/** The file names of all examples, without their ending. */
export const EXAMPLES = readdirSync(EXAMPLES_FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => path.basename(file, '.json'))
	.sort();

export function readExample(name: string): WorkflowDefinition {
	return JSON.parse(readFileSync(path.join(EXAMPLES_FOLDER, `${name}.json`), 'utf8')) as WorkflowDefinition;
}

/** What a person does to an example after the import, and before the first run. */
export interface SetUp {
	/** Chosen in every node of this package. */
	credential: CredentialReference;
	/** Chosen in the chat model. */
	model?: CredentialReference;
	/** Chosen in the node that sends mails. */
	smtp?: CredentialReference;
	/** Texts of the example, such as addresses, and what a person puts in their place. */
	replace?: Record<string, string>;
	pollEverySeconds?: number;
	/** The items with which the trigger of that name starts, in place of a chat message or the like. */
	startWith?: { trigger: string; items: Json[] };
}

/**
 * An example as it is after a person has imported it and followed its notes.
 * @throws {Error} when it does not hold a text that should be replaced: the test would go past the example.
 */
export function setUpExample(name: string, setUp: SetUp): WorkflowDefinition {
	const { nodes, ...rest } = replaceTexts(readExample(name), setUp.replace ?? {});
	const { startWith } = setUp;
	return {
		...rest,
		nodes: nodes.map((node) => setUpNode(node, setUp)),
		pinData: startWith ? { [startWith.trigger]: startWith.items.map((json) => ({ json })) } : {},
	};
}

function setUpNode(node: WorkflowNode, { credential, model, smtp, pollEverySeconds }: SetUp): WorkflowNode {
	const withModel = node.type.endsWith('.lmChatOpenAi') && model;
	if (withModel) return { ...node, credentials: { openAiApi: model } };
	if (node.type.endsWith('.emailSend') && smtp) return { ...node, credentials: { smtp } };
	// n8n's editor gives these one at the import
	if (WITH_WEBHOOK.includes(node.type)) return { ...node, webhookId: randomUUID() };
	if (!node.type.startsWith(ACTION_TYPE)) return node;
	const isPolling = node.type === TRIGGER_TYPE && pollEverySeconds !== undefined;
	return {
		...node,
		credentials: { [CREDENTIAL_TYPE]: credential },
		parameters: {
			...node.parameters,
			...(isPolling ? { pollTimes: pollTimesEvery(pollEverySeconds) } : {}),
		},
	};
}

function replaceTexts(
	workflow: WorkflowDefinition,
	replacements: Record<string, string>,
): WorkflowDefinition {
	let text = JSON.stringify(workflow);
	for (const [from, to] of Object.entries(replacements)) {
		if (!text.includes(from)) throw new Error(`"${workflow.name}" does not hold "${from}".`);
		text = text.replaceAll(from, to);
	}
	return JSON.parse(text) as WorkflowDefinition;
}
