import { readdirSync } from 'node:fs';
import path from 'node:path';

import { ROOMS } from '../../scripts/rooms/rooms.js';
import { cruise, type CruisedFile } from './cruise';
import { plantHouse, ROOT } from './plantedHouse';

/** More files in one folder are more than a person looks through. */
const MAX_FILES_PER_FOLDER = 14;
const NODES = ['nodes/QrCodeStack/', 'nodes/QrCodeStackTrigger/'];

const house = cruise(ROOT, ['nodes', 'credentials']);

test('no import breaks a rule of the house', async () => {
	const { summary } = await house;
	expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
});

test('every file of the package stands in a room', async () => {
	const { modules } = await house;
	const sources = modules
		.map(({ source }) => source)
		.filter((source) => /^(nodes|credentials)\//.test(source));
	expect(sources.length).toBeGreaterThan(100);
	expect(sources.filter((source) => !ROOMS.some((room) => new RegExp(room.path).test(source)))).toEqual([]);
});

/**
 * api/ is the one room for what the wire looks like, image/ for what knows no n8n, util/ for what belongs to no
 * node.
 */
const GENERAL_ROOMS = /^nodes\/shared\/(api|image|util)\//;

test('what stands in nodes/shared serves both nodes, or the credential', async () => {
	const { modules } = await house;
	const owners = NODES.map((node) => reach(modules, node));
	const shared = modules
		.map(({ source }) => source)
		.filter((source) => source.startsWith('nodes/shared/') && !GENERAL_ROOMS.test(source));
	const credential = reach(modules, 'credentials/');
	const ofOneNode = shared.filter(
		(file) => !credential.has(file) && owners.some((files) => !files.has(file)),
	);
	expect(ofOneNode).toEqual([]);
});

test(`no folder of nodes/ holds more than ${MAX_FILES_PER_FOLDER} files of code`, () => {
	const counts = new Map<string, number>();
	for (const file of readdirSync(path.join(ROOT, 'nodes'), { recursive: true, encoding: 'utf8' })) {
		if (file.endsWith('.ts')) counts.set(path.dirname(file), (counts.get(path.dirname(file)) ?? 0) + 1);
	}
	expect([...counts].filter(([, count]) => count > MAX_FILES_PER_FOLDER)).toEqual([]);
});

/** Everything that the files below a folder import, directly or by way of others. */
function reach(modules: readonly CruisedFile[], folder: string): Set<string> {
	const bySource = new Map(modules.map((file) => [file.source, file]));
	const reached = new Set<string>();
	const visit = (source: string): void => {
		if (reached.has(source)) return;
		reached.add(source);
		for (const { resolved } of bySource.get(source)?.dependencies ?? []) visit(resolved);
	};
	for (const { source } of modules) if (source.startsWith(folder)) visit(source);
	return reached;
}

describe('each rule can fail:', () => {
	const planted = plantHouse({
		'nodes/shared/util/clock.ts': `import '../http/session';\nexport const clock = 1;\n`,
		'nodes/shared/http/session.ts': `export interface Session { now: number }\n`,
		'nodes/shared/errors/connectorError.ts': `import type { Session } from '../http/session';\nexport type Known = Session;\n`,
		'nodes/shared/paging/one.ts': `import type { Two } from './two';\nexport interface One { two: Two }\n`,
		'nodes/shared/paging/two.ts': `import type { One } from './one';\nexport interface Two { one: One }\n`,
		'nodes/shared/api/contract.ts': `export const NAMES = ['short_url'];\n`,
		'nodes/QrCodeStack/output/names.ts': `import { NAMES } from '../../shared/api/contract';\nexport const names = NAMES;\n`,
		'nodes/QrCodeStack/run/hints.ts': `export const hint = 1;\n`,
		'nodes/QrCodeStackTrigger/poll.ts': `import { hint } from '../QrCodeStack/run/hints';\nexport const poll = hint;\n`,
		'nodes/QrCodeStackTrigger/scans/cursor.ts': `import { poll } from '../poll';\nexport const cursor = poll;\n`,
		'node_modules/axios/package.json': '{"name": "axios", "version": "1.0.0", "main": "index.js"}',
		'node_modules/axios/index.js': 'module.exports = {};\n',
		'nodes/QrCodeStack/input/color.ts': `import axios from 'axios';\nexport const color = axios;\n`,
	});
	const report = cruise(planted.folder, ['nodes']);
	afterAll(() => planted.remove());

	test.each([
		['room util imports from above only', 'nodes/shared/util/clock.ts'],
		['room errors imports from above only', 'nodes/shared/errors/connectorError.ts'],
		['room scans imports from above only', 'nodes/QrCodeStackTrigger/scans/cursor.ts'],
		['no circle', 'nodes/shared/paging/one.ts'],
		['the names of the wire stay in api', 'nodes/QrCodeStack/output/names.ts'],
		['the trigger does not know the action node', 'nodes/QrCodeStackTrigger/poll.ts'],
		['nothing but n8n-workflow, zod and node', 'nodes/QrCodeStack/input/color.ts'],
	])('"%s" finds %s', async (rule, file) => {
		const { summary } = await report;
		expect(summary.violations).toContainEqual(
			expect.objectContaining({ from: file, rule: expect.objectContaining({ name: rule }) }),
		);
	});
});
