import type { ApiSession } from '../shared/http/session';
import { clock } from '../shared/util/clock';
import type { Scan } from './scans/scan';
import { ScanLogRead } from './read/logReader';

/**
 * The newest scans of a code: one page, from the newest end. A lookback start in the future ends the read after it; a
 * log that can only be read from its oldest end gives what could be read in time.
 * @throws {ConnectorError}
 */
export async function readNewestScans(
	session: ApiSession,
	qrCodeId: string,
	maxReadMs: number,
): Promise<readonly Scan[]> {
	const read = new ScanLogRead(qrCodeId, Number.POSITIVE_INFINITY);
	const endMs = clock.nowMs() + maxReadMs;
	while (!read.isComplete && clock.nowMs() < endMs) await read.readPage(session);
	return read.scans;
}
