import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { decodeQrCode, type QrCode } from '../../../shared/api/decode/qrCode';
import { toFilledText } from '../../../shared/api/decode/values';
import { listQrCodes } from '../../../shared/api/endpoints';
import { PAGE_SIZE } from '../../../shared/api/limits';
import { DEFAULT_QR_CODE_TYPE, DESIGN_FIELDS } from '../../../shared/api/requestNames';
import { openSession } from '../../../shared/http/session';
import type { KnownAccount } from '../../../shared/http/knownAccount';
import { collectRows } from '../../../shared/paging/collectRows';
import { isSafeToPick, toEditorText } from '../../../shared/qrCodes/editorText';
import { clock } from '../../../shared/util/clock';

/** A person looks at a drop-down, which has something to show without the account. */
const MAX_WAIT_MS = 5_000;
/** Three drop-downs that are opened one after the other cost one call. */
const KEPT_MS = 60_000;
/** A longer text is no name of a shape. */
const MAX_VALUE_LENGTH = 100;

/** The values that the API's documentation names. */
const DOCUMENTED = { type: DEFAULT_QR_CODE_TYPE, dotShape: 'rounded', frame: 'scan-me-bottom' } as const;

type Field = keyof typeof DOCUMENTED;

const keptCodes = new WeakMap<KnownAccount, { atMs: number; codes: QrCode[] }>();

function readValue(code: QrCode, field: Field): string | undefined {
	return toFilledText(field === 'type' ? code.type : code.design?.[DESIGN_FIELDS[field]]);
}

/**
 * Lists what a field may hold, for its drop-down: what is documented, and what the newest codes of the account have.
 * Never fails: without an account, what is documented is left.
 */
async function listValues(
	context: ILoadOptionsFunctions,
	field: Field,
	filter = '',
): Promise<INodeListSearchResult> {
	const used = (await readCodes(context)).map((code) => readValue(code, field)).filter(isUsable);
	const values = [...new Set([DOCUMENTED[field], ...used])];
	const isMeant = (value: string) => value.toLowerCase().includes(filter.trim().toLowerCase());
	return { results: values.filter(isMeant).map((value) => ({ name: toEditorText(value), value })) };
}

function isUsable(value: string | undefined): value is string {
	return value !== undefined && value.length <= MAX_VALUE_LENGTH && isSafeToPick(value);
}

async function readCodes(context: ILoadOptionsFunctions): Promise<QrCode[]> {
	try {
		const session = await openSession(context, { maxWaitMs: MAX_WAIT_MS });
		const kept = keptCodes.get(session.account);
		const nowMs = clock.nowMs();
		if (kept && nowMs - kept.atMs < KEPT_MS) return kept.codes;
		const rows = await collectRows(session, { endpoint: listQrCodes, maxPages: 1 }, PAGE_SIZE);
		const codes = rows.map(decodeQrCode).filter((code) => code !== undefined);
		keptCodes.set(session.account, { atMs: nowMs, codes });
		return codes;
	} catch {
		// whoever wants to know why has the list of QR codes beside it, which says so
		return [];
	}
}

export async function searchTypes(this: ILoadOptionsFunctions, filter?: string) {
	return await listValues(this, 'type', filter);
}

export async function searchDotShapes(this: ILoadOptionsFunctions, filter?: string) {
	return await listValues(this, 'dotShape', filter);
}

export async function searchFrames(this: ILoadOptionsFunctions, filter?: string) {
	return await listValues(this, 'frame', filter);
}
