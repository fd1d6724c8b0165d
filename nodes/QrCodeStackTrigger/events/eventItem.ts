import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Account } from '../../shared/api/decode/account';
import { pickCodeFields } from '../../shared/qrCodes/describeQrCode';
import type { CallsOfMonth } from './callsUsed';
import type { CodeEvent } from './decideEvents';

/** The item for something that happened to a code: when it was noticed, to which code, and what. */
export function toEventItem({ code, facts }: CodeEvent, nowMs: number): INodeExecutionData {
	const qrCode = pickCodeFields(code.id, code.raw);
	return { json: { noticedAt: new Date(nowMs).toISOString(), qrCode, ...facts } as IDataObject };
}

/** The item for the month's calls. */
export function toCallsItem(
	{ used, limit }: CallsOfMonth,
	{ plan = null }: { plan?: Account['plan'] | null },
	nowMs: number,
): INodeExecutionData {
	return {
		json: {
			noticedAt: new Date(nowMs).toISOString(),
			percentUsed: Math.floor((used * 100) / limit),
			callsUsed: used,
			callsLeft: Math.max(0, limit - used),
			callsLimit: limit,
			plan,
		},
	};
}
