import { itemsOf } from '../../e2e/client/executionData';
import { qrCodeStack, rowsWorkflow, type WorkflowNode } from '../../e2e/client/workflows';
import { batching, httpRequest } from '../httpRequest';
import { OURS, ratioOf, THEIRS, type Row } from '../row';
import type { Stage } from '../stage';

export const CODES = 1_000;
export const PER_MINUTE = 600;
export const LATENCY_MS = 150;
/** Ten a second is just what 600 a minute allows. */
const UNDER_THE_LIMIT = batching(10, 1_000);

export const rows = Array.from({ length: CODES }, (_, index) => ({
	name: `Table ${index + 1}`,
	url: `https://shop.example.com/table/${index + 1}`,
}));

export function ourNode({ ours }: Stage): WorkflowNode {
	return qrCodeStack('Create', ours, {
		resource: 'qrCode',
		operation: 'createMany',
		source: 'items',
		name: '={{ $json.name }}',
		destinationUrl: '={{ $json.url }}',
	});
}

export function theirNode({ theirs, apiUrl }: Stage): WorkflowNode {
	const parameters = {
		method: 'POST',
		sendBody: true,
		bodyParameters: {
			parameters: [
				{ name: 'name', value: '={{ $json.name }}' },
				{ name: 'destination_url', value: '={{ $json.url }}' },
			],
		},
	};
	const url = `${apiUrl}/qr-codes`;
	return {
		...httpRequest({ credential: theirs, url, parameters, options: UNDER_THE_LIMIT }),
		name: 'Create',
	};
}

export const createRow: Row = {
	name: 'creates',
	work: '1,000 creates, Advanced plan, 150 ms latency, 600 a minute',
	against: 'HTTP Request, 10 a second',
	async run(lab, { repeat }) {
		const seconds = { ours: [] as number[], theirs: [] as number[] };
		const calls: number[] = [];
		const created: number[] = [];
		const runOurs = async () =>
			await lab.withStage({ perMinute: PER_MINUTE, latencyMs: LATENCY_MS }, async (stage) => {
				const facts = await lab.run(rowsWorkflow('Creates with QRCodeStack', rows, [ourNode(stage)]));
				seconds.ours.push(facts.seconds);
				calls.push(stage.countCalls('ours'));
				created.push(itemsOf(facts.execution, 'Create').filter(({ json }) => json.id !== undefined).length);
			});
		const rounds = repeat(3);
		for (let round = 0; round < rounds; round++) {
			await runOurs();
			// one repetition takes 100 seconds, and what it takes is its own pauses
			if (round > 0) continue;
			await lab.withStage({ perMinute: PER_MINUTE, latencyMs: LATENCY_MS }, async (stage) => {
				const facts = await lab.run(rowsWorkflow('Creates with HTTP Request', rows, [theirNode(stage)]));
				seconds.theirs.push(facts.seconds);
			});
		}
		return {
			quantities: [
				{ side: OURS, what: 'time', unit: 's', values: seconds.ours },
				{ side: THEIRS, what: 'time', unit: 's', values: seconds.theirs },
			],
			checks: [
				{ text: 'created', measured: Math.min(...created), wanted: 'at least', bar: CODES, unit: '' },
				{ text: 'calls', measured: Math.max(...calls), wanted: 'at most', bar: 2, unit: '' },
				{
					text: 'times faster',
					measured: ratioOf(seconds.theirs, seconds.ours),
					wanted: 'at least',
					bar: 50,
					unit: '×',
				},
			],
		};
	},
};
