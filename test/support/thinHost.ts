import type { IDataObject, IHttpRequestOptions, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { forgetTriggerMemories } from '../../nodes/QrCodeStackTrigger/memory';
import { pollScans } from '../../nodes/QrCodeStackTrigger/poll';
import { forgetAccounts } from '../../nodes/shared/http/knownAccount';
import { forgetPageParameters } from '../../nodes/shared/paging/fetchPage';
import { API_ORIGIN, BASE_PATH, TEST_KEY } from './harness';

export interface ThinAnswer {
	status: number;
	body: unknown;
	headers?: Record<string, string>;
}

/**
 * n8n's default engine without n8n: what it keeps, and when, as the engine 'legacy' of engines.ts does, and a context
 * that holds no more than a poll needs. A month of restarts takes seconds instead of minutes.
 */
export class ThinHost {
	readonly delivered: INodeExecutionData[] = [];
	/** What polls threw, and what they warned of in the log. */
	readonly errors: string[] = [];
	readonly warnings: string[] = [];
	apiKey = TEST_KEY;
	private stored: IDataObject;
	private live!: { context: IPollFunctions; data: IDataObject };

	constructor(
		private readonly name: string,
		private readonly parameters: IDataObject,
		private readonly answer: (path: string, apiKey: string) => ThinAnswer,
		stored: IDataObject = {},
	) {
		this.stored = stored;
	}

	/** What a fresh process would find. */
	get database(): IDataObject {
		return this.stored;
	}

	async activate(mode: 'activate' | 'init' = 'activate'): Promise<void> {
		const data = structuredClone(this.stored);
		this.live = { data, context: this.makeContext(data, mode) };
		if ((await this.poll()) === null) this.save();
	}

	async poll(): Promise<INodeExecutionData[] | null> {
		try {
			const items = (await pollScans(this.live.context))?.[0] ?? null;
			if (items) this.save();
			this.delivered.push(...(items ?? []));
			return items;
		} catch (error) {
			this.errors.push((error as Error).message);
			return null;
		}
	}

	private parameter(path: string): unknown {
		return path
			.split('.')
			.reduce((value: unknown, name) => (value as IDataObject | undefined)?.[name], this.parameters);
	}

	private save(): void {
		this.stored = structuredClone(this.live.data);
	}

	private makeContext(data: IDataObject, mode: string): IPollFunctions {
		const node = { id: this.name, name: 'QRCodeStack Trigger', parameters: this.parameters };
		const request = async (_type: string, { url }: IHttpRequestOptions) => {
			const {
				status,
				body,
				headers = {},
			} = this.answer(url.slice((API_ORIGIN + BASE_PATH).length), this.apiKey);
			return { statusCode: status, body, headers };
		};
		return {
			getNode: () => node,
			getWorkflow: () => ({ id: this.name }),
			getChildNodes: () => [{}],
			getNodeParameter: (name: string, fallback: unknown) => this.parameter(name) ?? fallback,
			getWorkflowStaticData: () => data,
			getCredentials: async () => ({ apiKey: this.apiKey, baseUrl: API_ORIGIN + BASE_PATH }),
			getActivationMode: () => mode,
			getMode: () => 'trigger',
			getTimezone: () => 'UTC',
			helpers: { httpRequestWithAuthentication: request },
			logger: {
				info: () => {},
				warn: (line: string) => void this.warnings.push(line),
				debug: () => {},
				error: () => {},
			},
		} as unknown as IPollFunctions;
	}
}

/** Ends the process of all hosts and starts it anew. */
export async function restartAll(hosts: readonly ThinHost[]): Promise<void> {
	forgetProcess();
	for (const host of hosts) await host.activate('init');
}

export function forgetProcess(): void {
	forgetTriggerMemories();
	forgetAccounts();
	forgetPageParameters();
}
