/**
 * What people type for a QR code, checked with zod, as the API's body. This is the only module that imports zod:
 * the build puts zod's code into this one file, because a verified node may have no runtime dependency.
 */
import * as z from 'zod/v4-mini';

import { DESIGN_FIELD, DESIGN_FIELDS, QR_CODE_FIELDS } from '../../shared/api/contract';
import type { JsonObject } from '../../shared/api/endpoints';
import { invalidInput } from '../../shared/errors/connectorError';
import { omitUndefined } from '../../shared/util/objects';
import { parseColor } from './color';
import {
	describeIssues,
	findMissingFields,
	isFilled,
	isWebAddress,
	leadsAstray,
	noColor,
	noWebAddress,
} from './validateQrCode';

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

function rejectInput(messages: string[]): Error {
	return invalidInput('valuesNeedCorrection', describeIssues(messages));
}
