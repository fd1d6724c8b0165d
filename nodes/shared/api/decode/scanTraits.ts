import { SCAN_FACTS } from '../contract';
import type { JsonObject } from '../endpoints';
import { Facts, type FactNames } from './facts';
import { toId, toTextOnly, toTimeMs } from './values';

/** What a scan may say of who scanned, in the order in which items show it. */
export const SCAN_TRAITS = ['country', 'city', 'device', 'os', 'browser', 'referrer'] as const;
export type ScanTrait = (typeof SCAN_TRAITS)[number];

const TRAIT_FACTS: Readonly<Record<ScanTrait, FactNames>> = SCAN_FACTS;

/** Every word in which a scan names a trait, such as DE and Germany, the likeliest first; none where it names none. */
export function traitWords(raw: JsonObject, trait: ScanTrait): string[] {
	return new Facts(raw).all(TRAIT_FACTS[trait], toTextOnly);
}

/** Each trait in the API's likeliest word; null where the scan names none. */
export function readTraits(raw: JsonObject): Record<ScanTrait, string | null> {
	const facts = new Facts(raw);
	const words = SCAN_TRAITS.map((trait) => [trait, facts.first(TRAIT_FACTS[trait], toTextOnly) ?? null]);
	return Object.fromEntries(words) as Record<ScanTrait, string | null>;
}

/** What is known of a scan beside its entry. */
export interface KnownScan {
	scanId: string;
	qrCodeId: string;
	timeMs: number;
}

/**
 * What else the API sent, under its own names: everything but members that only repeat the time, an ID or a trait
 * that {@link readTraits} gives.
 */
export function otherFieldsOf(raw: JsonObject, { scanId, qrCodeId, timeMs }: KnownScan): JsonObject {
	const facts = new Facts(raw);
	const traits = readTraits(raw);
	const repeats = (fact: FactNames, isSame: (value: unknown) => boolean) =>
		facts.keys(fact).filter((key) => isSame(raw[key]));
	const repeated = new Set([
		...repeats(SCAN_FACTS.time, (value) => toTimeMs(value) === timeMs),
		...repeats(SCAN_FACTS.id, (value) => toId(value) === scanId),
		...repeats(SCAN_FACTS.qrCodeId, (value) => toId(value) === qrCodeId),
		...SCAN_TRAITS.flatMap((trait) =>
			repeats(TRAIT_FACTS[trait], (value) => (value === '' ? null : (value ?? null)) === traits[trait]),
		),
	]);
	return Object.fromEntries(Object.entries(raw).filter(([name]) => !repeated.has(name)));
}
