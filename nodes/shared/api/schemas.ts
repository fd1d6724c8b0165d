/**
 * What people type and what the API answers, checked with zod. This is the only module that imports zod:
 * the build puts zod's code into this one file, because a verified node may have no runtime dependency.
 */
import * as z from 'zod/v4-mini';

import { BULK_FIELDS, DESIGN_FIELD, DESIGN_FIELDS, QR_CODE_FIELDS } from './contract';
import { invalidInput } from '../errors/connectorError';
import { parseColor } from '../../QrCodeStack/input/color';
import type { JsonObject } from './endpoints';
import { omitUndefined } from '../util/objects';
import {
	describeIssues,
	findMissingFields,
	isFilled,
	isWebAddress,
	leadsAstray,
	noColor,
	noWebAddress,
} from '../../QrCodeStack/input/validateQrCode';

/** The fields of one QR code as a person fills them in; empty ones count as left out. */
export interface QrCodeInput {
	name?: unknown;
	type?: unknown;
	destinationUrl?: unknown;
	dotColor?: unknown;
	dotShape?: unknown;
	logoUrl?: unknown;
	frame?: unknown;
}

const filledText = (label: string) =>
	z.pipe(
		// zod would also measure an object that has a length
		z.transform((value: unknown) => (typeof value === 'number' ? String(value) : toStringOnly(value))),
		z.string(`${label} must be a text`).check(z.trim(), z.minLength(1, `${label} is empty`)),
	);

function toStringOnly(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

const logoUrl = filledText('Logo URL').check(
	z.refine(isWebAddress, { error: ({ input }) => noWebAddress('Logo URL', input) }),
);

const color = z.pipe(
	z.unknown(),
	z.transform((value: unknown, context) => {
		const hex = parseColor(value);
		if (hex === undefined) {
			context.issues.push({ code: 'custom', input: value, message: noColor(value) });
		}
		return hex;
	}),
);

const inputSchema = z.object({
	name: z.optional(filledText('Name')),
	type: z.optional(filledText('Type')),
	destinationUrl: z.optional(filledText('Destination URL')),
	dotColor: z.optional(color),
	dotShape: z.optional(filledText('Dot Shape')),
	logoUrl: z.optional(logoUrl),
	frame: z.optional(filledText('Frame')),
});

/**
 * Turns filled-in fields into the API's body. Empty fields are never sent.
 * @throws {ConnectorError} kind 'invalidInput', naming every field that needs a correction.
 */
export function parseQrCodeInput(input: QrCodeInput): JsonObject {
	const { body, issues } = readInput(input);
	if (issues.length > 0) throw rejectInput(issues);
	return body;
}

/**
 * Checks that a body for a new code has what the documented create call needs.
 * @throws {ConnectorError} kind 'invalidInput', naming every field that is missing.
 */
export function requireCreateFields(body: JsonObject): JsonObject {
	const missing = findMissingFields(body);
	if (missing.length > 0) throw rejectInput(missing);
	return body;
}

/**
 * The body for a new code, from filled-in fields and further ones in the API's own names, which win.
 * @throws {ConnectorError} kind 'invalidInput', naming every field that is missing or needs a correction.
 */
export function parseNewQrCode(input: QrCodeInput, further: JsonObject): JsonObject {
	const { body, issues } = readInput(input);
	const { name, destinationUrl, type } = input;
	// a field that is filled in wrongly is not missing as well
	const given = { name, type, [QR_CODE_FIELDS.destinationUrl]: destinationUrl };
	const all = [...issues, ...findMissingFields({ ...given, ...body, ...further })];
	if (all.length > 0) throw rejectInput(all);
	return { ...body, ...further };
}

function readInput(input: QrCodeInput): { body: JsonObject; issues: string[] } {
	const filled = Object.fromEntries(Object.entries(input).filter(([, value]) => isFilled(value)));
	const parsed = inputSchema.safeParse(filled);
	const isAstray = leadsAstray(filled.type, filled.destinationUrl);
	const astray = isAstray ? [noWebAddress('Destination URL', filled.destinationUrl)] : [];
	if (!parsed.success) {
		return { body: {}, issues: [...parsed.error.issues.map((issue) => issue.message), ...astray] };
	}
	const { destinationUrl, dotColor, dotShape, logoUrl, frame, ...rest } = parsed.data;
	const design = omitUndefined({
		[DESIGN_FIELDS.dotColor]: dotColor,
		[DESIGN_FIELDS.dotShape]: dotShape,
		[DESIGN_FIELDS.logoUrl]: logoUrl,
		[DESIGN_FIELDS.frame]: frame,
	});
	const body = omitUndefined({
		...rest,
		[QR_CODE_FIELDS.destinationUrl]: destinationUrl,
		[DESIGN_FIELD]: Object.keys(design).length > 0 ? design : undefined,
	});
	return { body, issues: astray };
}

const rowSchema = z.looseObject({ name: z.optional(z.unknown()) });

/** Whether a value can be one row of Create Many: an object in the API's own field names. */
export function isRow(value: unknown): value is JsonObject {
	return rowSchema.safeParse(value).success && !Array.isArray(value);
}

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

function rejectInput(messages: string[]): Error {
	return invalidInput('valuesNeedCorrection', describeIssues(messages));
}
