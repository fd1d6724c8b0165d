import { itemsOf } from '../../e2e/client/executionData';
import { qrCodeStack, rowsWorkflow, type WorkflowNode } from '../../e2e/client/workflows';
import { median, OURS, ratioOf, THEIRS, type Row } from '../row';
import type { Stage } from '../stage';
import { CODES, LATENCY_MS, ourNode, PER_MINUTE, rows, theirNode } from './createRow';

const ITEMS = 'Source Input Items';

function columnsNode({ ours }: Stage): WorkflowNode {
	return qrCodeStack('Create', ours, { resource: 'qrCode', operation: 'createMany', source: 'columns' });
}

export const columnsRow: Row = {
	name: 'columns',
	work: '1,000 creates from columns, Advanced plan, 150 ms latency, 600 a minute',
	against: 'HTTP Request, 10 a second; Source Input Items',
	async run(lab, { repeat }) {
		const created: number[] = [];
		const measure = async (title: string, makeNode: (stage: Stage) => WorkflowNode) =>
			await lab.withStage({ perMinute: PER_MINUTE, latencyMs: LATENCY_MS }, async (stage) => {
				const facts = await lab.run(rowsWorkflow(title, rows, [makeNode(stage)]));
				if (makeNode === columnsNode) {
					const items = itemsOf(facts.execution, 'Create');
					created.push(items.filter(({ json }) => json.id !== undefined).length);
				}
				return facts.seconds;
			});
		const columns: number[] = [];
		const items: number[] = [];
		for (let round = 0; round < repeat(5); round++) {
			// in turns, so that what else the machine does meets both
			columns.push(await measure('Creates from columns', columnsNode));
			items.push(await measure('Creates from items', ourNode));
		}
		// one repetition takes 100 seconds, and what it takes is its own pauses
		const theirs = [await measure('Creates with HTTP Request', theirNode)];
		return {
			quantities: [
				{ side: OURS, what: 'time', unit: 's', values: columns },
				{ side: ITEMS, what: 'time', unit: 's', values: items },
				{ side: THEIRS, what: 'time', unit: 's', values: theirs },
			],
			checks: [
				{ text: 'created', measured: Math.min(...created), wanted: 'at least', bar: CODES, unit: '' },
				{
					text: 'times faster than HTTP Request',
					measured: ratioOf(theirs, columns),
					wanted: 'at least',
					bar: 150,
					unit: '×',
				},
				{
					text: `time of ${ITEMS}`,
					measured: median(columns) / median(items),
					wanted: 'at most',
					bar: 0.5,
					unit: '×',
				},
			],
		};
	},
};
