import { ConnectorError } from '../../shared/errors/connectorError';
import { renderMessage } from '../../shared/errors/catalogue/catalogue';
import { decodeQrCode } from '../../shared/api/decode/qrCode';
import { tidyText } from '../../shared/util/redact';
import type { TriggerSettings } from '../settings/settings';
import { isQuarantined } from './readLogs';
import type { KnownCode } from './readMemory';

/** More names than this would hide what the text says. */
const MAX_NAMED = 5;

/** Says which of the chosen codes are gone; one of all or of those that match may come and go without a word. */
export function findMissingCodes(
	watch: TriggerSettings['watch'],
	watched: readonly KnownCode[],
	apiKey: string,
): ConnectorError | undefined {
	const isChosen = watch.kind === 'ids' || watch.kind === 'shortLink';
	const missing = isChosen ? watched.filter(isQuarantined) : [];
	const [first] = missing;
	if (!first?.notFound) return undefined;
	const { error } = first.notFound;
	const named = missing.slice(0, MAX_NAMED).map((code) => nameOf(code, apiKey));
	const more = missing.length - named.length;
	const codes = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
	// the others go on: n8n's durable cursors must not take this for the end of all polls
	const others = { cause: 'temporarily-unavailable' } as const;
	const failure = missing.length < watched.length ? others : error.text.failure;
	const text = { ...error.text, ...renderMessage('watchedCodesGone', { codes }), failure };
	return new ConnectorError(text, error.kind, error.statusCode);
}

function nameOf({ id, details }: KnownCode, apiKey: string): string {
	const name = tidyText((decodeQrCode(details?.row)?.name ?? '').trim(), apiKey);
	const shownId = `ID ${tidyText(id, apiKey)}`;
	return name === '' ? shownId : `"${name}" (${shownId})`;
}
