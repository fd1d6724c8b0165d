import { isSameOrigin } from '../../../nodes/shared/http/connection';
import { listScans } from '../../../nodes/shared/api/endpoints';
import { PAGE_PARAMETERS, toPageQuery } from '../../../nodes/shared/paging/pageParameters';
import { toText } from '../../../nodes/shared/util/objects';
import { decodeQrCode, decodeSingleQrCode } from '../../../nodes/shared/api/decode/qrCode';
import { isWebAddress } from '../../../nodes/QrCodeStack/input/webAddress';
import { dataOf } from './answers';
import type { LiveAnswer, LiveClient } from './liveClient';
import type { Observations } from './observations';
import type { ObserveOptions } from './observe';
import { factsOf, WIDE_PAGE } from './observeLists';

/** Two scans have an order; stamps may be cut to whole seconds, so that they must lie further apart. */
const VISITS = 2;
const BETWEEN_VISITS_MS = 1_500;
/** Most logs show a scan at once or within seconds. */
const FIRST_LOOKS_AFTER_MS = [1_000, 6_000];
/** What the rest of the run costs at most, from here on. */
const CALLS_OF_THE_REST = 6;

/** Scans a code of ours and looks at its log, or else at the log of a code that was scanned before. */
export async function observeScans(
	client: LiveClient,
	seen: Observations,
	{ makesScans, scanWaitMs }: ObserveOptions,
): Promise<void> {
	const { baseUrl } = client.connection;
	if (makesScans) seen.emptyLog = await client.call(listScans(seen.codeId, logQuery(seen)));
	const shortUrl = makesScans && seen.create ? shortUrlOf(dataOf(seen.create), baseUrl) : undefined;
	if (shortUrl !== undefined) await visit(client, seen, shortUrl);
	await readLog(client, seen, shortUrl === undefined ? [0] : toWaits(scanWaitMs));
	const shownScans = rowsOf(seen.scanLogs.at(-1)?.answer).length;
	const other = shownScans < VISITS ? findScannedCode(seen) : undefined;
	if (other === undefined || client.callsLeft <= CALLS_OF_THE_REST) return;
	seen.otherScanLog = await client.call(listScans(other, logQuery(seen)));
}

async function visit(client: LiveClient, seen: Observations, shortUrl: string): Promise<void> {
	for (let count = 0; count < VISITS; count++) {
		if (count > 0) await client.sleep(BETWEEN_VISITS_MS);
		seen.visitsAtMs.push(client.clock.nowMs());
		seen.visits.push(await client.visit(shortUrl));
	}
}

/** Reads the log until both scans are there, at growing distances. */
async function readLog(client: LiveClient, seen: Observations, waitsMs: number[]): Promise<void> {
	for (const waitMs of waitsMs) {
		const isFirst = seen.scanLogs.length === 0;
		if (!isFirst && client.callsLeft <= CALLS_OF_THE_REST) return;
		if (waitMs > 0) await client.sleep(waitMs);
		const answer = await client.call(listScans(seen.codeId, logQuery(seen)));
		seen.scanLogs.push({ answer, atMs: client.clock.nowMs() });
		if (rowsOf(answer).length >= seen.visitsAtMs.length) return;
	}
}

/** @returns how long to wait before each look; together `scanWaitMs` at most. */
function toWaits(scanWaitMs: number): number[] {
	const first = FIRST_LOOKS_AFTER_MS.map((waitMs) => Math.min(waitMs, scanWaitMs));
	const restMs = scanWaitMs - first.reduce((sum, waitMs) => sum + waitMs, 0);
	return restMs > 0 ? [...first, restMs] : first.slice(0, 1);
}

function logQuery({ dialect }: Observations) {
	return toPageQuery({ by: 'start' }, dialect ?? PAGE_PARAMETERS[0]!, WIDE_PAGE);
}

export function rowsOf(answer: LiveAnswer | undefined): unknown[] {
	return factsOf(answer)?.rows ?? [];
}

/** An address that the API names is not trusted: plain http leads no further than to the API itself. */
function shortUrlOf(code: unknown, baseUrl: string): string | undefined {
	const url = toText(decodeSingleQrCode(code)?.shortUrl);
	return isWebAddress(url) && (url.startsWith('https:') || isSameOrigin(url, baseUrl)) ? url : undefined;
}

/** A code of the account whose counter promises scans enough to have an order. */
function findScannedCode(seen: Observations): string | number | undefined {
	const codes = rowsOf(seen.listWide).map(decodeQrCode);
	return codes.find((code) => (code?.scanCount ?? 0) >= VISITS)?.id;
}
