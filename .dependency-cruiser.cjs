'use strict';

const { ROOMS } = require('./scripts/rooms/rooms.js');

const ACTION_NODE = '^nodes/QrCodeStack/';
const TRIGGER_NODE = '^nodes/QrCodeStackTrigger/';

/** One rule for each room: it does not import from any room below it in the list. */
const oneDirection = ROOMS.map(({ name, path }, index) => ({
	name: `room ${name} imports from above only`,
	comment: 'Rooms and their order stand in scripts/rooms/rooms.js and in docs/architecture.md.',
	severity: 'error',
	from: { path },
	to: { path: ROOMS.slice(index + 1).map((room) => room.path) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		{
			name: 'no circle',
			comment: 'Files that import each other, types included, can only be understood together.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		...oneDirection.filter(({ to }) => to.path.length > 0),
		{
			name: 'the nodes do not know each other',
			comment: 'What both need stands in nodes/shared.',
			severity: 'error',
			from: { path: ACTION_NODE },
			to: { path: TRIGGER_NODE },
		},
		{
			name: 'the trigger does not know the action node',
			severity: 'error',
			from: { path: TRIGGER_NODE },
			to: { path: ACTION_NODE },
		},
		{
			name: 'the names of the wire stay in api',
			comment: 'Everything behind api/ gets our own types: add a decoder there.',
			severity: 'error',
			from: { path: '^(nodes|credentials)/', pathNot: '^nodes/shared/api/' },
			to: { path: '^nodes/shared/api/contract' },
		},
		{
			name: 'nothing but n8n-workflow, zod and node',
			comment: 'A community node has no runtime dependency; what is bundled must earn its bytes.',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: {
				dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-no-pkg'],
				pathNot: 'node_modules/(n8n-workflow|zod|uqr|fflate)/',
			},
		},
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		doNotFollow: { path: 'node_modules' },
		includeOnly: '^(nodes|credentials|node_modules)/',
	},
};
