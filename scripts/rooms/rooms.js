'use strict';

/**
 * The rooms of the house, from the ground up: a file imports only from its own room and from rooms above it in
 * this list, type imports included. docs/architecture.md shows the same list as a picture, and `docs:check` holds
 * the two against each other.
 *
 * `path` is a regular expression for the files of the room.
 */
const ROOMS = [
	// what both nodes and the credential stand on; knows no node
	{ name: 'util', path: '^nodes/shared/util/' },
	{ name: 'errors', path: '^nodes/shared/errors/' },
	{ name: 'shared input', path: '^nodes/shared/input/' },
	{ name: 'api', path: '^nodes/shared/api/' },
	{ name: 'rateLimit', path: '^nodes/shared/rateLimit/' },
	{ name: 'http', path: '^nodes/shared/http/' },
	{ name: 'paging', path: '^nodes/shared/paging/' },
	{ name: 'qrCodes', path: '^nodes/shared/qrCodes/' },
	{ name: 'image', path: '^nodes/shared/image/' },
	{ name: 'credentials', path: '^credentials/' },
	// the action node
	{ name: 'run', path: '^nodes/QrCodeStack/run/' },
	{ name: 'fields', path: '^nodes/QrCodeStack/fields/' },
	{ name: 'input', path: '^nodes/QrCodeStack/input/' },
	{ name: 'output', path: '^nodes/QrCodeStack/output/' },
	{ name: 'resources', path: '^nodes/QrCodeStack/resources/' },
	{ name: 'action node', path: '^nodes/QrCodeStack/[^/]+$' },
	// the trigger
	{ name: 'settings', path: '^nodes/QrCodeStackTrigger/settings/' },
	{ name: 'scans', path: '^nodes/QrCodeStackTrigger/scans/' },
	{ name: 'events', path: '^nodes/QrCodeStackTrigger/events/' },
	{ name: 'budget', path: '^nodes/QrCodeStackTrigger/budget/' },
	{ name: 'state', path: '^nodes/QrCodeStackTrigger/state/' },
	{ name: 'read', path: '^nodes/QrCodeStackTrigger/read/' },
	{ name: 'trigger node', path: '^nodes/QrCodeStackTrigger/[^/]+$' },
];

module.exports = { ROOMS };
