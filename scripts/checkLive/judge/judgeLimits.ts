import { QR_CODE_FIELDS } from '../../../nodes/shared/api/requestNames';
import { isObject } from '../../../nodes/shared/util/objects';
import { finding, holds, unknown, type Finding } from './finding';
import type { LiveAnswer, RateRefusal } from '../observe/liveClient';
import type { Observations } from '../observe/observations';
import { isApiCall } from './judgeDocumented';
import { rowsOf } from '../observe/observeScans';

const DAY_SECONDS = 24 * 60 * 60;

/** Judges what a 429 says (D11, A8) and does (A9), as far as the run met one. Pure. */
export function judgeRateLimit(seen: Observations, refusals: readonly RateRefusal[]): Finding[] {
	return [judgePresence(refusals), judgeRetryAfter(refusals), judgeRefusedCreate(seen, refusals)];
}

function judgePresence(refusals: readonly RateRefusal[]): Finding {
	if (refusals.length === 0) return unknown('D11', 'no call met a rate limit');
	const lacking = refusals.filter(({ retryAfter }) => retryAfter === undefined).length;
	return lacking === 0
		? holds('D11', `${refusals.length} refusals with 429 had a Retry-After`)
		: finding('D11', 'fails', `${lacking} of ${refusals.length} refusals with 429 had no Retry-After`);
}

function judgeRetryAfter([refusal]: readonly RateRefusal[]): Finding {
	if (!refusal) return unknown('A8', 'no call met a rate limit; 25 calls cannot bring one about');
	const form = nameForm(refusal.retryAfter);
	const says = `Retry-After was ${refusal.retryAfter === undefined ? 'missing' : `"${refusal.retryAfter}"`}`;
	return finding('A8', form === 'seconds' ? 'holds' : 'differs', says, [`retryAfter=${form}`]);
}

/** Names the form as sandbox/variants/variants.ts does. */
function nameForm(header: string | undefined): string {
	if (header === undefined) return 'missing';
	if (/^-\d+$/.test(header)) return 'negative';
	if (/^0+$/.test(header)) return 'zero';
	if (/^\d+$/.test(header)) return Number(header) > DAY_SECONDS ? 'huge' : 'seconds';
	return Number.isNaN(Date.parse(header)) ? 'garbage' : 'http_date';
}

/** A create that met a 429 and was sent again: if it is in the list twice, the refused one happened too. */
function judgeRefusedCreate(seen: Observations, refusals: readonly RateRefusal[]): Finding {
	const names = refusals.map(({ createdName }) => createdName).filter((name) => name !== undefined);
	if (names.length === 0) return unknown('A9', 'no create met a rate limit');
	const listed = rowsOf(seen.listWide).map((row) => isObject(row) && row[QR_CODE_FIELDS.name]);
	if (!names.every((name) => listed.includes(name))) {
		return unknown('A9', 'a create met a rate limit, and the list does not show what became of it');
	}
	const isDoubled = names.some((name) => listed.filter((each) => each === name).length > 1);
	return isDoubled
		? finding('A9', 'fails', 'a create that was refused with 429 had happened all the same')
		: holds('A9', 'a create that was refused with 429 and sent again happened once');
}

/** What else the answers show that the sandbox can play: rate headers and time. */
export function noteExtras(answers: readonly LiveAnswer[]): string[] {
	const api = answers.filter(({ call, status }) => isApiCall(call) && status > 0);
	const rateHeaders = Object.keys(api[0]?.headers ?? {}).filter((name) => /rate-?limit/.test(name));
	const times = api.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
	const medianMs = times[Math.floor(times.length / 2)];
	return [
		...(rateHeaders.length > 0 ? [`rateHeaders=true (${rateHeaders.join(', ')})`] : []),
		...(medianMs === undefined ? [] : [`latencyMs=${Math.round(medianMs)} (median of ${times.length})`]),
	];
}
