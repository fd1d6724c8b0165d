import { readFileSync } from 'node:fs';
import path from 'node:path';

import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';

import { QrCodeStack } from '../../nodes/QrCodeStack/QrCodeStack.node';
import { QrCodeStackTrigger } from '../../nodes/QrCodeStackTrigger/QrCodeStackTrigger.node';
import { EXAMPLES, EXAMPLES_FOLDER, readExample } from '../e2e/templates/exampleWorkflow';
import { TOOL_TYPE } from '../e2e/agents/agentTools';
import { ACTION_TYPE, TRIGGER_TYPE, type WorkflowNode } from '../e2e/client/workflows';
import { ALL_OPERATIONS, operationsIn } from '../support/operations';

const STICKY = 'n8n-nodes-base.stickyNote';
/** What n8n's editor draws for a node, with its name beneath. */
const NODE_SIZE = { width: 100, height: 100 };

const DESCRIPTIONS: Record<string, INodeTypeDescription> = {
	[ACTION_TYPE]: new QrCodeStack().description,
	// by this end of its name, n8n tells whether to show what belongs to tools alone
	[TOOL_TYPE]: { ...new QrCodeStack().description, name: 'qrCodeStackTool', outputs: ['ai_tool'] },
	[TRIGGER_TYPE]: new QrCodeStackTrigger().description,
};
/** Fields that n8n adds to the node's own. */
const FIELDS_OF_N8N = ['descriptionType', 'toolDescription', 'pollTimes'];

const areaOf = ({ position: [x, y], parameters, type }: WorkflowNode) => {
	const { width, height } = type === STICKY ? (parameters as typeof NODE_SIZE) : NODE_SIZE;
	return { left: x, right: x + width, top: y, bottom: y + height };
};

function overlap(first: WorkflowNode, second: WorkflowNode): boolean {
	const [a, b] = [areaOf(first), areaOf(second)];
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

test('there are at least six examples beside the two that came first', () => {
	expect(EXAMPLES.length).toBeGreaterThanOrEqual(8);
});

test('the self-test runs every operation that the node has', () => {
	const { nodes } = readExample('self-test');
	const checked = nodes.filter(({ type }) => type === ACTION_TYPE).map(({ parameters }) => parameters);

	expect(operationsIn(checked)).toEqual(ALL_OPERATIONS);
});

describe.each(EXAMPLES)('the example %s', (name) => {
	const text = readFileSync(path.join(EXAMPLES_FOLDER, `${name}.json`), 'utf8');
	const { nodes, connections, ...workflow } = readExample(name);

	test('holds nothing of a real instance: no credential, no ID, no pinned data, no key', () => {
		expect(Object.keys(workflow).sort()).toEqual(['name', 'pinData', 'settings']);
		expect(workflow.pinData).toEqual({});
		expect(nodes.filter((node) => 'credentials' in node || 'webhookId' in node)).toEqual([]);
		expect(text).not.toMatch(/qrs_[0-9a-f]/);
	});

	test('leads to made-up addresses only', () => {
		const hosts = [...text.matchAll(/https?:\/\/([a-z0-9.-]+)/gi)].map(([, host]) => host!);

		expect(hosts.filter((host) => !/(^|\.)example\.com$/.test(host))).toEqual([]);
	});

	test('is explained by notes that cover nothing', () => {
		const covered = nodes.flatMap((node, index) =>
			nodes.slice(index + 1).flatMap((other) => (overlap(node, other) ? [[node.name, other.name]] : [])),
		);

		expect(nodes.filter(({ type }) => type === STICKY).length).toBeGreaterThanOrEqual(2);
		expect(covered).toEqual([]);
	});

	test('connects nodes that are there, and every one of them', () => {
		const names = nodes.filter(({ type }) => type !== STICKY).map((node) => node.name);
		const targets = Object.values(connections)
			.flatMap((outputs) => Object.values(outputs))
			.flat(2)
			.map(({ node }) => node);

		expect(new Set(nodes.map((node) => node.name)).size).toBe(nodes.length);
		expect(new Set([...Object.keys(connections), ...targets])).toEqual(new Set(names));
	});

	test('fills in fields that the nodes have and show', () => {
		for (const node of nodes.filter(({ type }) => type in DESCRIPTIONS)) {
			const description = DESCRIPTIONS[node.type]!;
			const shown = NodeHelpers.getNodeParameters(
				description.properties,
				node.parameters as INode['parameters'],
				true,
				false,
				node as unknown as INode,
				description,
			);
			const unknown = Object.keys(node.parameters).filter(
				(field) => !(field in shown!) && !FIELDS_OF_N8N.includes(field),
			);

			expect({ node: node.name, unknown }).toEqual({ node: node.name, unknown: [] });
		}
	});

	test('is listed beside the others', () => {
		expect(readFileSync(path.join(EXAMPLES_FOLDER, 'README.md'), 'utf8')).toContain(`(${name}.json)`);
	});
});
