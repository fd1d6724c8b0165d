import { ConnectorError } from '../../../nodes/shared/errors/connectorError';
import * as endpoints from '../../../nodes/shared/api/endpoints';
import { decodeSingleQrCode, hasId } from '../../../nodes/shared/api/decode/qrCode';
import { dataOf, isAccepted } from './answers';
import type { LiveAnswer, LiveClient } from './liveClient';
import type { MadeCodes } from './madeCodes';
import type { Observations } from './observations';
import { observeLists, observeListsAfterDelete } from './observeLists';
import { observeScans } from './observeScans';
import { CHANGED_COLOR, CHANGED_DESTINATION, invalidCode, sampleCode } from './sampleCodes';

/** The shape of a key, and nobody's: 64 zeros. */
const NOBODYS_KEY = `qrs_${'0'.repeat(64)}`;

export interface ObserveOptions {
	/** Whether the short link of a code may be followed, to see scans. */
	makesScans: boolean;
	/** How long to wait for those scans. */
	scanWaitMs: number;
}

/**
 * Asks the API everything that the report is about, and notes the answers in `seen` as they come.
 * @throws {StopRun} when the run has to end early.
 */
export async function observe(
	client: LiveClient,
	made: MadeCodes,
	seen: Observations,
	options: ObserveOptions,
): Promise<void> {
	seen.account = await client.call(endpoints.getAccount());
	// without an account there is nothing to see: a wrong key, a plan without API, the wrong address
	if (!isAccepted(seen.account)) return;
	seen.wrongKey = await client.call(endpoints.getAccount(), { apiKey: NOBODYS_KEY });
	await observeCreates(client, made, seen);
	if (seen.codeId === undefined) return;
	await observeLists(client, made, seen);
	const change = {
		destination_url: CHANGED_DESTINATION,
		render_customizations: { dot_color: CHANGED_COLOR },
	};
	seen.update = await client.call(endpoints.updateQrCode(seen.codeId, change));
	await observeScans(client, seen, options);
	seen.code = await client.call(endpoints.getQrCode(seen.codeId));
	seen.analytics = await client.call(endpoints.getQrCodeAnalytics(seen.codeId));
	seen.delete = await client.call(endpoints.deleteQrCode(seen.codeId));
	if (isAccepted(seen.delete)) made.forget(seen.codeId);
	seen.afterDelete = await client.call(endpoints.getQrCode(seen.codeId));
	if (isAlive(seen.afterDelete)) made.ids.push(seen.codeId);
	await observeListsAfterDelete(client, seen);
}

/** Two codes at least, so that a list can have two pages. */
async function observeCreates(client: LiveClient, made: MadeCodes, seen: Observations): Promise<void> {
	const create = async (name: string, endpoint: endpoints.Endpoint) =>
		await made.track(name, async () => await client.call(endpoint));
	// one name for each create: two codes of one name could not be told apart if an answer is lost
	const [invalid, first, badRow, row, second] = ['invalid', 'first', 'bad row', 'row', 'second'].map(
		(what) => `${made.marker} ${what}`,
	) as [string, string, string, string, string];

	seen.invalidCreate = await create(invalid, endpoints.createQrCode(invalidCode(invalid)));
	seen.create = await create(first, endpoints.createQrCode(sampleCode(first)));
	seen.codeId = readUsableId(seen.create);

	const goodRow = sampleCode(row);
	seen.bulk = await create(row, endpoints.createQrCodes([invalidCode(badRow), goodRow]));
	if (seen.bulk.status === 422) {
		seen.bulkOfGood = await create(row, endpoints.createQrCodes([goodRow]));
	} else if (seen.bulk.status >= 400) {
		seen.secondCreate = await create(second, endpoints.createQrCode(sampleCode(second)));
	}
}

/** An id that can't stand in a path can't be asked for. */
function readUsableId(create: LiveAnswer): string | undefined {
	const code = decodeSingleQrCode(dataOf(create));
	if (!isAccepted(create) || !hasId(code)) return undefined;
	try {
		endpoints.getQrCode(code.id);
		return code.id;
	} catch (error) {
		if (error instanceof ConnectorError) return undefined;
		throw error;
	}
}

/** Whether a code that was said to be deleted is still there. */
function isAlive(afterDelete: LiveAnswer): boolean {
	const code = decodeSingleQrCode(dataOf(afterDelete));
	return isAccepted(afterDelete) && hasId(code) && !code.isDeleted;
}
