import { itemsOf } from '../../e2e/client/executionData';
import type { N8nClient } from '../../e2e/client/n8nClient';
import { pause, waitFor } from '../../e2e/client/waitFor';
import { chainWorkflow, node, noOperation } from '../../e2e/client/workflows';
import { httpRequest, pagination } from '../httpRequest';
import type { Lab } from '../lab';
import { PeakMemory, readIdleMemoryMb } from '../processMeter';

const PAGE_SIZE = 100;
const PAGES_PER_RUN = 10;
const LOG_AGE_MS = 24 * 60 * 60_000;
const TIMEOUT_MS = 10 * 60_000;
const SCANS = 'Scans';
/** The last run is still being stored when its last page was answered. */
const LAST_RUN_MS = 2_000;

/**
 * How far n8n's memory rises over idle, in MB, while a Schedule Trigger and an HTTP Request node bring as many
 * scans, a thousand each second and none of them remembered: what n8n itself takes for such executions.
 */
export async function measureHttpRequestPeakMb(lab: Lab, scans: number): Promise<number> {
	const { client, n8n } = lab;
	return await lab.withStage({ codes: 1 }, async ({ sandbox, theirs, ids, apiUrl, countCalls }) => {
		const qrCodeId = ids.theirs[0]!;
		const toMs = Date.now();
		const count = PAGE_SIZE * PAGES_PER_RUN;
		sandbox.api.addScans({ qrCodeId, account: 'theirs', count, fromMs: toMs - LOG_AGE_MS, toMs });
		const workflow = await client.createWorkflow(
			chainWorkflow(`${scans} scans by HTTP Request`, [
				node(
					'Every second',
					'n8n-nodes-base.scheduleTrigger',
					{ rule: { interval: [{ field: 'seconds', secondsInterval: 1 }] } },
					{ typeVersion: 1.2 },
				),
				httpRequest({
					credential: theirs,
					url: `${apiUrl}/qr-codes/${qrCodeId}/scans?limit=${PAGE_SIZE}`,
					options: pagination(
						'page',
						'={{ $pageCount + 1 }}',
						`={{ $response.body.pagination.page >= ${PAGES_PER_RUN} }}`,
					),
				}),
				node(SCANS, 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'data' }),
				noOperation('Next'),
			]),
		);
		const idleMb = await readIdleMemoryMb(n8n.pid);
		const memory = new PeakMemory(n8n.pid);
		await client.activate(workflow);
		await waitFor(async () => (countCalls('theirs') >= scans / PAGE_SIZE ? true : undefined), {
			what: `${scans} scans by HTTP Request`,
			timeoutMs: TIMEOUT_MS,
			describeLast: () => `${countCalls('theirs')} pages read`,
		});
		await client.deactivate(workflow);
		await pause(LAST_RUN_MS);
		const peakMb = memory.stop();
		await requireAllScans(client, workflow.id, count);
		return peakMb - idleMb;
	});
}

/** What failed or brought less would be no comparison. */
async function requireAllScans(client: N8nClient, workflowId: string, count: number): Promise<void> {
	const [first] = await client.listExecutions(workflowId);
	const found = first ? itemsOf(await client.readExecution(first.id), SCANS).length : 0;
	if (found !== count) throw new Error(`A run by HTTP Request brought ${found} scans of ${count}.`);
}
