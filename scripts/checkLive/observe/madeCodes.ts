import { ConnectorError } from '../../../nodes/shared/errors/connectorError';
import { MAX_BULK_ROWS, PAGE_SIZE } from '../../../nodes/shared/api/limits';
import { deleteQrCode, listQrCodes, type Endpoint } from '../../../nodes/shared/api/endpoints';
import type { PageParameters } from '../../../nodes/shared/paging/dialects/dialect';
import { PAGE_PARAMETERS, toPageQuery } from '../../../nodes/shared/paging/pageParameters';
import { classifyAnswer } from '../../../nodes/shared/http/outcome';
import { readPageFacts } from '../../../nodes/shared/api/decode/list';
import { decodeBulk } from '../../../nodes/shared/api/decode/bulk';
import { decodeQrCode, decodeSingleQrCode, hasId } from '../../../nodes/shared/api/decode/qrCode';
import { StopRun, type LiveAnswer, type LiveClient } from './liveClient';

/** Remembers what this run made, so that this and nothing else is deleted at its end. */
export class MadeCodes {
	/** Made and not yet deleted, in the order of creation. */
	readonly ids: string[] = [];
	/** Names of creates that may have worked although no answer says so. */
	readonly unsureNames = new Set<string>();

	/** @param marker stands in every name that this run gives, and in no other name. */
	constructor(readonly marker: string) {}

	/** How many calls it takes to delete everything. */
	get callsToDelete(): number {
		return this.ids.length + (this.unsureNames.size > 0 ? 1 : 0);
	}

	/**
	 * Notes what a create or a bulk create makes. Until its answer tells, the code may exist.
	 * @throws what `send` throws; a create that was refused or not even sent leaves nothing.
	 */
	async track(name: string, send: () => Promise<LiveAnswer>): Promise<LiveAnswer> {
		this.unsureNames.add(name);
		try {
			const answer = await send();
			this.note(name, answer);
			return answer;
		} catch (error) {
			if (error instanceof StopRun) this.unsureNames.delete(name);
			throw error;
		}
	}

	private note(name: string, answer: LiveAnswer): void {
		const outcome = classifyAnswer({ statusCode: answer.status, ...answer }, 0);
		const ids = outcome.kind === 'ok' ? findIds(outcome.data) : [];
		this.ids.push(...ids.filter((id) => !this.ids.includes(id)));
		const isRefused = answer.status >= 400 && answer.status < 500;
		if (ids.length > 0 || isRefused) this.unsureNames.delete(name);
	}

	forget(id: string): void {
		const index = this.ids.indexOf(id);
		if (index >= 0) this.ids.splice(index, 1);
	}

	/** Takes up rows of a list that carry the marker: creates whose answer was lost, or that happened twice. */
	noteListed(rows: unknown[]): void {
		for (const { id, name = '', isDeleted } of rows.map(decodeQrCode).filter(hasId)) {
			const isOurs = name.includes(this.marker);
			if (isOurs && !isDeleted && !this.ids.includes(id)) this.ids.push(id);
			if (isOurs) this.unsureNames.delete(name);
		}
	}
}

/**
 * Deletes everything that the run made. Ends quietly where the API does not let it: what is left stands in
 * `made` then.
 */
export async function cleanUp(
	client: LiveClient,
	made: MadeCodes,
	dialect: PageParameters | undefined,
): Promise<void> {
	client.startCleanUp();
	try {
		if (made.unsureNames.size > 0) await findUnsure(client, made, dialect);
		for (const id of [...made.ids]) await deleteOne(client, made, id);
	} catch (error) {
		if (!(error instanceof StopRun)) throw error;
	}
}

async function findUnsure(client: LiveClient, made: MadeCodes, dialect: PageParameters | undefined) {
	const query = toPageQuery({ by: 'start' }, dialect ?? PAGE_PARAMETERS[0]!, PAGE_SIZE);
	const { body, headers } = await client.call(listQrCodes(query));
	made.noteListed(readPageFacts(body, headers)?.rows ?? []);
}

async function deleteOne(client: LiveClient, made: MadeCodes, id: string): Promise<void> {
	const endpoint = toDelete(id);
	if (!endpoint) return;
	const answer = await client.call(endpoint);
	if (isDone(answer)) return made.forget(id);
	if (isPassing(answer) && client.callsLeft > 0 && isDone(await client.call(endpoint))) made.forget(id);
}

/** An id that can't stand in a path can't be deleted; the report names it. */
function toDelete(id: string): Endpoint | undefined {
	try {
		return deleteQrCode(id);
	} catch (error) {
		if (error instanceof ConnectorError) return undefined;
		throw error;
	}
}

function isDone({ status, body }: LiveAnswer): boolean {
	const isRefusal = (body as { success?: unknown } | undefined | null)?.success === false;
	return (status >= 200 && status < 300 && !isRefusal) || status === 404 || status === 410;
}

function isPassing({ status }: LiveAnswer): boolean {
	return status === 0 || status >= 500;
}

function findIds(data: unknown): string[] {
	const single = decodeSingleQrCode(data);
	const codes = hasId(single) ? [single] : decodeBulk(data, MAX_BULK_ROWS).entries.map(({ code }) => code);
	return codes.filter(hasId).map(({ id }) => id);
}
