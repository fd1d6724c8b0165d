import type { INodeExecutionData } from 'n8n-workflow';

import type { QrCodeWithId } from '../shared/api/decode/qrCode';
import type { JsonObject } from '../shared/api/endpoints';
import { invalidInput } from '../shared/errors/connectorError';
import { apiNowMs, type ApiSession } from '../shared/http/session';
import { DAY_MS } from '../shared/util/duration';
import { readCalls } from './collectEvents';
import { toCallsItem, toEventItem } from './events/eventItem';
import type { CodeEventSettings } from './events/rules';
import { readListedCodes } from './read/listedCodes';
import { readNewestScans } from './newestScans';
import { PageBudget } from './read/pageBudget';
import { newReadMemory } from './read/readMemory';
import type { ListEventSettings, TriggerSettings } from './settings/settings';

/** How long a person waits in front of the editor for one log. */
const MAX_READ_MS = 5_000;
/** A time before the newest change, for a sample of what a code was. */
const SAMPLE_DESTINATION = 'https://example.com/before';

/**
 * What an item of an event looks like, made of a real code or of the account: nothing has to happen before a person
 * can go on building.
 * @throws {ConnectorError}
 */
export async function makeSampleEvent(
	session: ApiSession,
	watch: TriggerSettings['watch'],
	event: ListEventSettings,
): Promise<INodeExecutionData> {
	if (event.kind === 'apiCallsUsed') {
		const { account, calls } = await readCalls(session);
		return toCallsItem(calls, account, apiNowMs(session));
	}
	const memory = newReadMemory();
	const listed = await readListedCodes(session, watch, memory, new PageBudget(session, memory));
	const [first, ...others] = listed?.watched ?? [];
	if (!first) throw invalidInput('noCodeYet');
	const code = others.reduce((best, other) => (rank(event, other) > rank(event, best) ? other : best), first);
	return toEventItem({ code, facts: await makeFacts(session, event, code) }, apiNowMs(session));
}

/** The code that an event would most likely report: the most scanned, or the newest. */
function rank({ kind }: CodeEventSettings, { scanCount = 0, createdAtMs = 0 }: QrCodeWithId): number {
	switch (kind) {
		case 'scanMilestone':
			return scanCount;
		case 'quietQrCode':
			return -createdAtMs;
		case 'newQrCode':
		case 'changedQrCode':
		case 'deletedQrCode':
			return createdAtMs;
	}
}

async function makeFacts(
	session: ApiSession,
	event: CodeEventSettings,
	code: QrCodeWithId,
): Promise<JsonObject> {
	const { scanCount = null, createdAtMs, destinationUrl = null } = code;
	switch (event.kind) {
		case 'scanMilestone': {
			const passed = event.counts.filter((count) => count <= (scanCount ?? 0)).at(-1);
			return { milestone: passed ?? event.counts[0] ?? event.every ?? 0, scanCount };
		}
		case 'quietQrCode': {
			const scans = await readNewestScans(session, code.id, MAX_READ_MS);
			const lastMs = scans.reduce((last, { timeMs }) => Math.max(last, timeMs), 0);
			const sinceMs = lastMs > 0 ? lastMs : (createdAtMs ?? apiNowMs(session));
			return {
				quietDays: Math.max(0, Math.floor((apiNowMs(session) - sinceMs) / DAY_MS)),
				lastScannedAt: lastMs > 0 ? new Date(lastMs).toISOString() : null,
				scanCount,
			};
		}
		case 'newQrCode':
			return { createdAt: createdAtMs === undefined ? null : new Date(createdAtMs).toISOString() };
		case 'changedQrCode':
			return {
				changed: ['destinationUrl'],
				before: { destinationUrl: SAMPLE_DESTINATION },
				after: { destinationUrl },
			};
		case 'deletedQrCode':
			return { scanCount };
	}
}
