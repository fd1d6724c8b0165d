import { toBuffer } from 'qrcode';

import { encodeMatrix } from '../../../nodes/shared/image/matrix';
import { drawPng } from '../../../nodes/shared/image/png';
import { itemsOf } from '../../e2e/client/executionData';
import { qrCodeStack, rowsWorkflow } from '../../e2e/client/workflows';
import { cleanUp, type CleanUps } from '../../support/cleanUps';
import { Lab, type RunFacts } from '../lab';
import { PeakMemory, readIdleMemoryMb } from '../processMeter';
import { OURS, ratioOf, type Row } from '../row';
import type { Stage } from '../stage';

/** As many codes as one call makes. */
const CODES = 500;
const LATENCY_MS = 150;
/** As large as a poster needs, and as the node allows. */
const LARGEST = 4_000;
/** Drawn in this process, beside each other. */
const DRAWN = { ours: 1_000, theirs: 100 };
const NPM_QRCODE = "npm's qrcode";
const COLORS = { dark: '#000000', light: '#FFFFFF' };

const rows = Array.from({ length: CODES }, (_, index) => ({
	name: `Table ${index + 1}`,
	url: `https://shop.example.com/table/${index + 1}`,
}));

async function createMany(lab: Lab, { ours }: Stage, options: object): Promise<RunFacts> {
	const node = qrCodeStack('Create', ours, {
		resource: 'qrCode',
		operation: 'createMany',
		source: 'items',
		name: '={{ $json.name }}',
		destinationUrl: '={{ $json.url }}',
		options,
	});
	return await lab.run(rowsWorkflow('Creates with pictures', rows, [node]));
}

/** Processor time of a picture of 1,000 pixels, in milliseconds. */
async function measureDrawing(count: number, draw: (link: string) => Promise<unknown>): Promise<number> {
	const link = (index: number) => `https://qrcodestack.com/r/abc${index}`;
	for (let index = 0; index < 10; index++) await draw(link(index));
	const before = process.cpuUsage();
	for (let index = 0; index < count; index++) await draw(link(index));
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000 / count;
}

async function compareDrawing(): Promise<{ ours: number; theirs: number }> {
	return {
		ours: await measureDrawing(
			DRAWN.ours,
			async (link) =>
				await drawPng(encodeMatrix(link, 'M')!, { size: 1000, margin: 4, shape: 'square', colors: COLORS }),
		),
		theirs: await measureDrawing(DRAWN.theirs, async (link) => await toBuffer(link, { width: 1000 })),
	};
}

const picturesIn = ({ execution }: RunFacts) =>
	itemsOf(execution, 'Create').filter(({ binary }) => binary?.data?.mimeType === 'image/png').length;

export const picturesRow: Row = {
	name: 'pictures',
	work: 'Create Many of 500 codes with a PNG each; 1,000 PNGs',
	against: "itself without pictures; npm's qrcode",
	async run({ options }, { repeat }) {
		const cleanUps: CleanUps = [];
		try {
			// an n8n of its own, so that no other row's garbage counts as memory of pictures
			const lab = await Lab.open(options, cleanUps);
			const run = async (more: object) =>
				await lab.withStage({ latencyMs: LATENCY_MS }, async (stage) => await createMany(lab, stage, more));
			await run({});
			const plain: number[] = [];
			const withPictures: RunFacts[] = [];
			for (let round = 0; round < repeat(3); round++) {
				plain.push((await run({})).seconds);
				withPictures.push(await run({ image: 'png', imageSize: 1000 }));
			}
			const idleMb = await readIdleMemoryMb(lab.n8n.pid);
			const memory = new PeakMemory(lab.n8n.pid);
			const largest = await run({ image: 'png', imageSize: LARGEST });
			const memoryMb = memory.stop() - idleMb;
			const drawing = await compareDrawing();
			const seconds = withPictures.map((each) => each.seconds);
			const pauses = [...withPictures, largest].map(({ longestPauseMs }) => longestPauseMs);
			return {
				quantities: [
					{ side: OURS, what: 'time', unit: 's', values: seconds },
					{ side: OURS, what: 'time without pictures', unit: 's', values: plain },
					{ side: OURS, what: 'time with pictures of 4,000 pixels', unit: 's', values: [largest.seconds] },
					{ side: OURS, what: 'CPU per PNG', unit: 'ms', values: [drawing.ours] },
					{ side: NPM_QRCODE, what: 'CPU per PNG', unit: 'ms', values: [drawing.theirs] },
					{ side: OURS, what: 'longest pause', unit: 'ms', values: pauses },
				],
				checks: [
					{
						text: 'pictures',
						measured: Math.min(...[...withPictures, largest].map(picturesIn)),
						wanted: 'at least',
						bar: CODES,
						unit: '',
					},
					{
						text: 'of the time without',
						measured: ratioOf(seconds, plain),
						wanted: 'at most',
						bar: 1.5,
						unit: '×',
					},
					{
						text: "times faster than npm's qrcode per PNG",
						measured: drawing.theirs / drawing.ours,
						wanted: 'at least',
						bar: 10,
						unit: '×',
					},
					{ text: 'longest pause', measured: Math.max(...pauses), wanted: 'at most', bar: 250, unit: 'ms' },
					{
						text: 'peak memory over idle, 500 pictures of 4,000 pixels',
						measured: memoryMb,
						wanted: 'at most',
						bar: 300,
						unit: 'MB',
					},
				],
			};
		} finally {
			await cleanUp(cleanUps, options.report);
		}
	},
};
