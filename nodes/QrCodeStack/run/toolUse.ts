import type { IDisplayOptions, IExecuteFunctions } from 'n8n-workflow';

/** Shows a field only where the node is a tool of an AI agent. Hosts that don't know "@tool" never show it. */
export const AS_TOOL: IDisplayOptions = { show: { '@tool': [true] } };
/** Hides a field there. Hosts that don't know "@tool" always show it. */
export const NOT_AS_TOOL: IDisplayOptions = { hide: { '@tool': [true] } };

/**
 * Pages of a list that a search or a look-up of a link reads at most for a model: 2,000 codes, as in the editor. In
 * a large account, a few questions of a model would use up the calls of everyone otherwise.
 */
export const MAX_TOOL_PAGES = 20;

/**
 * Whether a model runs the node. n8n adds "Tool" to the type's name when it makes a tool of a node; a host
 * that runs the node under its own name at least says so in the context.
 */
export function isToolUse(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool') || context.isToolExecution?.() === true;
}
