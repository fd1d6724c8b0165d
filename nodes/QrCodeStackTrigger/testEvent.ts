import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { invalidInput } from '../shared/errors/connectorError';
import { openSession, type ApiSession } from '../shared/http/session';
import { toNodeError } from '../shared/errors/nodeErrors';
import { readScannedCodes } from './read/scannedCodes';
import { readNewestScans } from './newestScans';
import { makeSampleEvent } from './sampleEvent';
import { PageBudget } from './read/pageBudget';
import { newReadMemory } from './read/readMemory';
import { findWatchedCodes } from './read/watchedCodes';
import { passesFilters } from './scans/filter';
import { toRawScanItem, toScanItem } from './scans/scanItem';
import { compareScans, type Scan } from './scans/scan';
import { describeSeenValues } from './scans/seenValues';
import { readSettings, type TriggerSettings } from './settings/settings';
import type { WatchedCode } from './scans/cursors';

/** A person waits in front of the editor. */
const MAX_WAIT_MS = 5_000;
/** A long log that can only be read from its oldest end shows the newest of what was read in this time. */
const MAX_READ_MS = 20_000;
/** The logs of the most scanned codes are looked at, up to this many. */
const MAX_LOGS = 5;
/** A text about filters names what so many scans have. */
const MAX_NAMED_SCANS = 20;

interface TestScan {
	qrCodeId: string;
	scan: Scan;
}

/**
 * "Fetch Test Event": the newest real scan that the filters let through, without touching what production polls remember.
 * @throws {NodeApiError | NodeOperationError} a clear text, also when there is no scan yet.
 */
export async function fetchTestEvent(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	try {
		const settings = readSettings(context);
		const session = await openSession(context, { maxWaitMs: MAX_WAIT_MS });
		const { event } = settings;
		const isOfScans = event.kind === 'scans';
		const item = isOfScans
			? findNewestScan(session, settings)
			: makeSampleEvent(session, settings.watch, event);
		return [[await item]];
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

async function findNewestScan(session: ApiSession, settings: TriggerSettings): Promise<INodeExecutionData> {
	// a memory of its own, that ends with this call
	const memory = newReadMemory();
	const codes = await findWatchedCodes(session, settings.watch, memory, new PageBudget(session, memory));
	const candidates = [...(codes ?? [])].sort(byCount).slice(0, MAX_LOGS);
	const logs: TestScan[][] = [];
	for (const { id } of candidates) {
		const scans = await readNewestScans(session, id, MAX_READ_MS);
		logs.push(scans.map((scan) => ({ qrCodeId: id, scan })));
	}
	const newest = logs.flat().sort((a, b) => compareScans(b.scan, a.scan));
	const found = requirePassing(newest, settings, session);
	if (settings.isRaw) return toRawScanItem(found.scan);
	const described = settings.includeQrCode
		? await readScannedCodes(session, [found.qrCodeId], memory)
		: undefined;
	return toScanItem(found.scan, found.qrCodeId, described?.get(found.qrCodeId));
}

/**
 * The newest scan that the filters let through.
 * @throws {ConnectorError} kind 'invalidInput' where there is none, with the values that the newest scans have.
 */
function requirePassing(
	newestFirst: readonly TestScan[],
	{ filters }: TriggerSettings,
	session: ApiSession,
): TestScan {
	const found = newestFirst.find(({ scan }) => passesFilters(scan.row, filters));
	if (found) return found;
	const rows = newestFirst.slice(0, MAX_NAMED_SCANS).map(({ scan }) => scan.row);
	if (rows.length === 0) throw invalidInput('noScansYet');
	const seen = describeSeenValues(rows, filters, session.connection.apiKey);
	const scans = rows.length === 1 ? 'newest scan has' : `newest ${rows.length} scans have`;
	throw invalidInput('noScanPasses', { scans, seen });
}

function byCount(a: WatchedCode, b: WatchedCode): number {
	return (b.count ?? 0) - (a.count ?? 0);
}
