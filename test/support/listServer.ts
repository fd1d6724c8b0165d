import type { INode } from 'n8n-workflow';

import { forgetAccounts } from '../../nodes/shared/http/knownAccount';
import { ACTION, createHarness, TOOL } from './harness';

export type ListQuery = Record<string, string>;

/** What a server answers when it is asked for a page. */
export interface ListAnswer {
	status?: number;
	body: unknown;
	headers?: Record<string, string>;
}

export type ListServer = (query: ListQuery, call: number) => ListAnswer;

/** What a run of the node came to. */
export interface ListRun {
	/** The ids of the items, in their order; empty where the run failed. */
	ids: unknown[];
	/** The items whole. */
	items: object[];
	queries: ListQuery[];
	/** What was told beside the output. */
	hints: string[];
	/** The texts of the error that ended it. */
	failure?: string;
}

export const ALL_CODES: INode['parameters'] = { resource: 'qrCode', operation: 'getAll', returnAll: true };
export const ALL_SCANS: INode['parameters'] = {
	resource: 'scan',
	operation: 'getAll',
	returnAll: true,
	qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
};

const harness = createHarness();

/** Runs the action node in a real context whose calls a function answers. What was learned of servers stays. */
export async function readList(
	server: ListServer,
	parameters: INode['parameters'] = ALL_CODES,
	type = ACTION,
): Promise<ListRun> {
	forgetAccounts();
	const context = harness.executeContext(harness.makeNode(type, parameters));
	const queries: ListQuery[] = [];
	const request = async (_credential: string, { qs = {} }: { qs?: object }) => {
		const query = Object.fromEntries(Object.entries(qs).map(([name, value]) => [name, String(value)]));
		const { status = 200, body, headers = {} } = server(query, queries.push(query));
		return { statusCode: status, headers, body: structuredClone(body) };
	};
	Object.assign(context.helpers, { httpRequestWithAuthentication: request });
	const failed = (error: { message: string; description?: string }) =>
		`${error.message}. ${error.description}`;
	const run = await harness.runNode(context).then(
		(items) => ({
			ids: items.map(({ json }) => json.id),
			items: items.map((item) => item.error ?? item.json),
		}),
		(error: Error) => ({ ids: [], items: [], failure: failed(error) }),
	);
	return { ...run, queries, hints: context.hints.map(({ message }) => message) };
}

/** The same as a tool of an agent. */
export async function readListAsTool(server: ListServer, parameters: INode['parameters']): Promise<ListRun> {
	return await readList(server, parameters, TOOL);
}

/** A page of a list by its number, from 1. */
export function pageOf<T>(list: readonly T[], page: number, size = 100): T[] {
	return page < 1 ? [] : list.slice((page - 1) * size, page * size);
}
