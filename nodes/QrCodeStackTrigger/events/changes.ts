import type { QrCodeWithId } from '../../shared/api/decode/qrCode';
import type { JsonObject } from '../../shared/api/endpoints';
import { canonicalJson } from '../../shared/util/canonicalJson';
import { shortHash } from '../../shared/util/hash';
import { isObject } from '../../shared/util/objects';
import type { CodeRule } from './codeRule';
import { joinText, splitText } from './keptText';

/** What is watched of a code, in the order in which it is remembered. */
const FIELDS = ['name', 'destinationUrl', 'design'] as const;

/** 36 bits: a change goes unseen once in 10^10. */
const HASH_LENGTH = 6;

/**
 * Name, destination or design of a code changed, here or in the dashboard; with what it was before, as far as the
 * state had room for it. What an answer does not show counts as unchanged.
 */
export const changedCodeRule: CodeRule = {
	baseline: (code) => (code.isDeleted ? undefined : remember(code, [])),
	welcome: (code) => ({ memory: code.isDeleted ? undefined : remember(code, []), news: [] }),
	judge: (memory, code) => {
		if (code.isDeleted) return { memory, news: [] };
		const [base, text] = splitText(memory);
		const hashes = base.split('.');
		const changed = FIELDS.filter((field, index) => {
			const known = hashes[index] ?? '';
			return known !== '' && code[field] !== undefined && hashOf(code[field]) !== known;
		});
		const next = remember(code, hashes, text);
		if (changed.length === 0) return { memory: next, news: [] };
		const before = parseText(text);
		const pick = (source: JsonObject) =>
			Object.fromEntries(changed.map((field) => [field, source[field] ?? null]));
		return { memory: next, news: [{ changed, before: pick(before), after: pick({ ...code }) }] };
	},
};

function remember(code: QrCodeWithId, hashes: readonly string[], text = ''): string {
	const base = FIELDS.map((field, index) =>
		code[field] === undefined ? (hashes[index] ?? '') : hashOf(code[field]),
	).join('.');
	const before = parseText(text);
	const values = FIELDS.map((field) => [field, code[field] ?? before[field]]);
	return joinText(base, JSON.stringify(Object.fromEntries(values)));
}

function hashOf(value: unknown): string {
	return shortHash(canonicalJson(value)).slice(0, HASH_LENGTH);
}

function parseText(text: string): JsonObject {
	try {
		const values: unknown = JSON.parse(text);
		return isObject(values) ? values : {};
	} catch {
		return {};
	}
}
