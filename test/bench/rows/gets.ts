import { itemsOf, type Json } from '../../e2e/client/executionData';
import { qrCodeId, qrCodeStack, rowsWorkflow, type WorkflowDefinition } from '../../e2e/client/workflows';
import { httpRequest } from '../httpRequest';
import type { Lab, RunFacts } from '../lab';
import type { Check } from '../row';
import type { Side, Stage } from '../stage';

/** What one run of gets over many items came to. */
export interface GetsFacts extends RunFacts {
	succeeded: number;
	failed: number;
	/** The most connections that were open at once. */
	connections: number;
	calls: number;
}

const rows = (ids: string[]): Json[] => ids.map((id) => ({ id }));

function ourGets({ ours, ids }: Stage): WorkflowDefinition {
	const node = qrCodeStack(
		'Get',
		ours,
		{ resource: 'qrCode', operation: 'get', qrCodeId: qrCodeId('={{ $json.id }}') },
		{ onError: 'continueRegularOutput' },
	);
	return rowsWorkflow('Gets with QRCodeStack', rows(ids.ours), [node]);
}

function theirGets({ theirs, ids, apiUrl }: Stage, options: Json): WorkflowDefinition {
	const url = `=${apiUrl}/qr-codes/{{ $json.id }}`;
	const node = { ...httpRequest({ credential: theirs, url, options }), name: 'Get' };
	return rowsWorkflow('Gets with HTTP Request', rows(ids.theirs), [node]);
}

/** Gets every code of one side's account, one per item. */
export async function runGets(lab: Lab, stage: Stage, side: Side, options: Json = {}): Promise<GetsFacts> {
	const { connections } = stage.sandbox;
	connections.reset();
	const callsBefore = stage.countCalls(side);
	const facts = await lab.run(side === 'ours' ? ourGets(stage) : theirGets(stage, options));
	const items = itemsOf(facts.execution, 'Get');
	const failed = items.filter(({ json, error }) => error !== undefined || json.error !== undefined).length;
	return {
		...facts,
		succeeded: items.length - failed,
		failed,
		connections: connections.peak,
		calls: stage.countCalls(side) - callsBefore,
	};
}

/** Runs both sides' gets in turns, so that what slows down the machine for a while slows down both. */
export async function compareGets(
	lab: Lab,
	scene: Parameters<Lab['withStage']>[0],
	{ rounds, options }: { rounds: number; options?: Json },
): Promise<{ ours: GetsFacts[]; theirs: GetsFacts[] }> {
	const ours: GetsFacts[] = [];
	const theirs: GetsFacts[] = [];
	await lab.withStage(scene, async (stage) => {
		for (let round = 0; round < rounds; round++) {
			ours.push(await runGets(lab, stage, 'ours'));
			theirs.push(await runGets(lab, stage, 'theirs', options));
		}
	});
	return { ours, theirs };
}

/** The check that every row of gets has. */
export function noneFailed(runs: GetsFacts[]): Check {
	const measured = Math.max(...runs.map(({ failed }) => failed));
	return { text: 'failed items', measured, wanted: 'at most', bar: 0, unit: '' };
}
