import type { WorkflowDefinition, WorkflowNode } from '../e2e/client/workflows';

const ROW = 220;
const GRID = 220;

/** Adds nodes that nothing leads to, in a row beneath the others: one load of the editor shows more. */
export function withLooseNodes(definition: WorkflowDefinition, nodes: WorkflowNode[]): WorkflowDefinition {
	const placed = nodes.map((node, index): WorkflowNode => ({ ...node, position: [index * GRID, ROW] }));
	return { ...definition, nodes: [...definition.nodes, ...placed] };
}
