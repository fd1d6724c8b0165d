/** What Dot Shape, Frame and Type offer: the documented values, and those that the account's own codes use. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { decodeQrCodes, type QrCode } from '../../../shared/api/decode/qrCode';
import { listQrCodes } from '../../../shared/api/endpoints';
import { DESIGN_FIELDS } from '../../../shared/api/requestNames';
import type { KnownAccount } from '../../../shared/http/knownAccount';
import { openSession, type ApiSession } from '../../../shared/http/session';
import { Paginator } from '../../../shared/paging/paginator';
import { toEditorText } from '../../../shared/qrCodes/editorText';
import { EDITOR_WAIT_LIMITS, MAX_MULTI_SELECT_ENTRIES } from '../../../shared/qrCodes/listSearch';
import { clock } from '../../../shared/util/clock';
import { DOCUMENTED_VALUES } from '../../fields/qrCodeFields';

type ListedField = keyof typeof DOCUMENTED_VALUES;

/** Who fills in a design opens all three lists within this time; a new code's value is there after it. */
const KEPT_FOR_MS = 5 * 60_000;

/** What the newest codes of an account use. */
interface UsedValues {
	byField: Record<ListedField, Set<string>>;
	/** Whether every code of the account was looked at. */
	isWhole: boolean;
}

const usedByAccount = new WeakMap<KnownAccount, { reading: Promise<UsedValues>; startedAtMs: number }>();

export async function getDotShapes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await listValues(this, 'dotShape');
}

export async function getFrames(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await listValues(this, 'frame');
}

export async function getTypes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await listValues(this, 'type');
}

/** Never throws: without a credential or a connection, the documented value can still be chosen. */
async function listValues(
	context: ILoadOptionsFunctions,
	field: ListedField,
): Promise<INodePropertyOptions[]> {
	const used = await openSession(context, EDITOR_WAIT_LIMITS)
		.then(findUsedValues)
		.catch(() => undefined);
	const values = new Set([DOCUMENTED_VALUES[field], ...[...(used?.byField[field] ?? [])].sort()]);
	const entries = [...values].map((value) => ({ name: value, value }));
	return used?.isWhole ? entries : [...entries, NOT_ALL];
}

const SENTENCE = 'Not all of your QR codes were looked at. Enter other values with an expression.';

/** Choosing it chooses nothing: an empty field counts as left out. */
const NOT_ALL: INodePropertyOptions = { name: `[${SENTENCE}]`, value: '' };

/** Reads the list once for all three fields, which the editor fills at the same time. */
async function findUsedValues(session: ApiSession): Promise<UsedValues> {
	const { account } = session;
	const startedAtMs = clock.nowMs();
	const known = usedByAccount.get(account);
	if (known && startedAtMs - known.startedAtMs < KEPT_FOR_MS) return await known.reading;
	const reading = readUsedValues(session);
	usedByAccount.set(account, { reading, startedAtMs });
	// what could not be read may be there at the next look
	reading.catch(() => usedByAccount.delete(account));
	return await reading;
}

async function readUsedValues(session: ApiSession): Promise<UsedValues> {
	const walk = new Paginator({ endpoint: listQrCodes });
	const byField = { dotShape: new Set<string>(), frame: new Set<string>(), type: new Set<string>() };
	while (!walk.isDone && walk.rowsSeen < MAX_MULTI_SELECT_ENTRIES) {
		const rows = await walk.readPage(session);
		for (const code of decodeQrCodes(rows)) addValues(byField, code);
	}
	return { byField, isWhole: walk.isDone };
}

function addValues(byField: UsedValues['byField'], { type, design = {} }: QrCode): void {
	const { [DESIGN_FIELDS.dotShape]: dotShape, [DESIGN_FIELDS.frame]: frame } = design;
	for (const [field, value] of Object.entries({ dotShape, frame, type })) {
		if (isListable(value)) byField[field as ListedField].add(value);
	}
}

/** Whether the editor can show and store a value as it is: what it would have to change is no longer the value. */
function isListable(value: unknown): value is string {
	return typeof value === 'string' && value !== '' && toEditorText(value) === value;
}
