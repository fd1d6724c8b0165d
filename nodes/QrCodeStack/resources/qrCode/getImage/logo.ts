import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../../../../shared/errors/connectorError';
import type { Logo } from '../../../../shared/image/logo';
import { parseText } from '../../../../shared/input/parameterValues';
import { tidyText } from '../../../../shared/util/redact';
import { readImageOptions, type PictureStyle } from '../../../output/pictureStyle';
import { detectImageType } from '../../../output/imageType';

/** A logo is a few kilobytes; each SVG carries it whole. */
const MAX_LOGO_BYTES = 2_000_000;
const LOGO_TYPES = ['image/png', 'image/jpeg', 'image/svg+xml'] as const;

/**
 * Reads the logo for a picture from the binary field that the option Logo Field names. It never comes from an address.
 * @throws {ConnectorError} kind 'invalidInput' where there is no image that can be drawn.
 */
export async function readLogo(
	context: IExecuteFunctions,
	itemIndex: number,
	{ format }: PictureStyle,
): Promise<Logo | undefined> {
	const field = parseText(readImageOptions(context, itemIndex).logoField, 'Logo Field');
	if (field === '' || format !== 'svg') return undefined;
	const bytes = await readFile(context, itemIndex, field);
	const type = bytes && detectImageType(bytes)?.mimeType;
	const mimeType = LOGO_TYPES.find((known) => known === type);
	if (bytes && mimeType && bytes.length <= MAX_LOGO_BYTES) return { mimeType, bytes };
	throw invalidInput('logoUnusable', { field: tidyText(field) });
}

async function readFile(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
): Promise<Buffer | undefined> {
	const { binary = {} } = context.getInputData()[itemIndex] ?? {};
	if (!Object.hasOwn(binary, field)) return undefined;
	return await context.helpers.getBinaryDataBuffer(itemIndex, field);
}
