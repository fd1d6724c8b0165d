/** What the API answers, as far as it was checked with zod so far. */
import * as z from 'zod/v4-mini';

import { BULK_FIELDS } from './contract';
import type { JsonObject } from './endpoints';
import { omitUndefined } from '../util/objects';

const identified = z.looseObject({ id: z.union([z.string().check(z.minLength(1)), z.number()]) });

/** A3: a QR code is an object with an id; everything else may be missing or new. */
export function isQrCode(value: unknown): value is JsonObject & { id: string | number } {
	return identified.safeParse(value).success;
}

const bulkAnswerSchema = z.looseObject({
	[BULK_FIELDS.created]: z.optional(z.array(z.looseObject({}))),
	[BULK_FIELDS.errors]: z.optional(z.array(z.looseObject({}))),
});

export interface BulkAnswer {
	created: JsonObject[];
	errors: JsonObject[];
}

/** A7: `{created, errors}` or a plain array of codes in request order; undefined for anything else. */
export function parseBulkAnswer(data: unknown): BulkAnswer | undefined {
	// never zod's own copy of a loose object: a member called __proto__ would become its prototype
	if (z.array(z.looseObject({})).safeParse(data).success) return sortRows(data as JsonObject[]);
	if (!bulkAnswerSchema.safeParse(data).success) return undefined;
	const { created, errors } = data as Partial<BulkAnswer>;
	return created || errors ? { created: created ?? [], errors: errors ?? [] } : undefined;
}

/** An array in request order may hold complaints between the codes. */
function sortRows(rows: JsonObject[]): BulkAnswer {
	const isComplaint = (row: JsonObject) => 'error' in row && !isQrCode(row);
	if (!rows.some(isComplaint)) return { created: rows, errors: [] };
	const numbered = rows.map((row, index) => ({ [BULK_FIELDS.index]: index, ...row }));
	return {
		created: numbered.filter((row) => !isComplaint(row)),
		errors: numbered.filter(isComplaint),
	};
}

const accountSchema = z.looseObject({
	plan: z.optional(z.string()),
	usage: z.optional(
		z.looseObject({
			dynamic_qr_count: z.optional(z.number()),
			dynamic_qr_limit: z.optional(z.number()),
			api_calls_this_month: z.optional(z.number()),
			api_calls_monthly_limit: z.optional(z.number()),
		}),
	),
});

export interface AccountUsage {
	plan?: string;
	qrCodeCount?: number;
	qrCodeLimit?: number;
	callsThisMonth?: number;
	monthlyLimit?: number;
}

/** The documented part of GET /me that tells plan and use; undefined when the answer has another shape. */
export function parseAccountUsage(data: unknown): AccountUsage | undefined {
	if (!accountSchema.safeParse(data).success) return undefined;
	const { plan, usage } = data as z.infer<typeof accountSchema>;
	return omitUndefined({
		plan,
		qrCodeCount: usage?.dynamic_qr_count,
		qrCodeLimit: usage?.dynamic_qr_limit,
		callsThisMonth: usage?.api_calls_this_month,
		monthlyLimit: usage?.api_calls_monthly_limit,
	});
}
