import type { QrCode } from '../../shared/api/decode/qrCode';

/** Long enough to tell files apart, short enough for any file system. */
const MAX_FILE_NAME_LENGTH = 60;
const USUAL_NAME = 'qr-code';

/** A name for the file of a code: its name or ID, in letters and digits of any script. */
export function nameFile({ name, id }: QrCode, extension: string): string {
	return finish((name ?? id ?? '').replace(/[^\p{L}\p{N}]+/gu, '-'), extension);
}

/** The name that a person gave, which may have its extension already, as any file system takes it. */
export function toFileName(given: string, extension: string): string {
	const end = `.${extension}`;
	const bare = given.toLowerCase().endsWith(end) ? given.slice(0, -end.length) : given;
	// what separates folders, what ends a text, what Windows refuses
	return finish(bare.replace(/[\p{Cc}\\/:*?"<>|]+/gu, '-'), extension);
}

function finish(name: string, extension: string): string {
	// no file begins or ends with what a person does not see there, or a system takes otherwise
	const [trimmed = USUAL_NAME] = /[^\s.-](?:.*[^\s.-])?/su.exec(name.slice(0, MAX_FILE_NAME_LENGTH)) ?? [];
	return `${trimmed.toWellFormed()}.${extension}`;
}
