import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { invalidInput } from '../shared/errors/connectorError';
import { openSession, type ApiSession } from '../shared/http/session';
import { clock } from '../shared/util/clock';
import { toNodeError } from '../shared/errors/nodeErrors';
import { readScannedCodes } from './read/scannedCodes';
import { newTriggerMemory } from './memory';
import { ScanLogRead } from './read/logReader';
import { toScanItem } from './scans/scanItem';
import { compareScans, type Scan } from './scans/scan';
import { readSettings } from './settings/settings';
import type { WatchedCode } from './scans/cursors';
import { findWatchedCodes } from './read/codes';

/** A person waits in front of the editor. */
const MAX_WAIT_MS = 5_000;
/** A long log that can only be read from its oldest end shows the newest of what was read in this time. */
const MAX_READ_MS = 20_000;
/** The logs of the most scanned codes are looked at, up to this many. */
const MAX_LOGS = 5;

/**
 * "Fetch Test Event": the newest real scan, without touching what production polls remember.
 * @throws {NodeApiError | NodeOperationError} a clear text, also when there is no scan yet.
 */
export async function fetchTestEvent(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	try {
		return [[await findNewestScan(context)]];
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

async function findNewestScan(context: IPollFunctions): Promise<INodeExecutionData> {
	const settings = readSettings(context);
	const session = await openSession(context, { maxWaitMs: MAX_WAIT_MS });
	// a memory of its own, that ends with this call
	const memory = newTriggerMemory();
	const codes = await findWatchedCodes(session, settings.watch, memory);
	const candidates = [...codes].sort(byCount).slice(0, MAX_LOGS);
	const newest: Array<{ qrCodeId: string; scan: Scan }> = [];
	for (const { id } of candidates) {
		const scan = await readNewestScan(session, id);
		if (scan) newest.push({ qrCodeId: id, scan });
	}
	const found = newest.sort((a, b) => compareScans(b.scan, a.scan))[0];
	if (!found) throw invalidInput('noScansYet');
	const described = settings.includeQrCode
		? await readScannedCodes(session, [found.qrCodeId], memory.codes)
		: undefined;
	return toScanItem(found.scan, found.qrCodeId, described?.get(found.qrCodeId));
}

/** Reads from the newest end until there is a scan: a lookback start in the future ends the read after one page. */
async function readNewestScan(session: ApiSession, id: string): Promise<Scan | undefined> {
	const read = new ScanLogRead(id, Number.POSITIVE_INFINITY);
	const endMs = clock.nowMs() + MAX_READ_MS;
	while (!read.isComplete && clock.nowMs() < endMs) await read.readPage(session);
	return [...read.scans].sort(compareScans).at(-1);
}

function byCount(a: WatchedCode, b: WatchedCode): number {
	return (b.count ?? 0) - (a.count ?? 0);
}
