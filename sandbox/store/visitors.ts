import { createHash } from 'node:crypto';
import type { Random } from './random';

/** Who scanned a code, as far as a scan tells. */
export interface Visitor {
	country: string;
	city: string;
	device: string;
	os: string;
	browser: string;
	referrer: string | null;
	ipHash: string;
}

const PLACES = [
	{ country: 'US', city: 'Austin' },
	{ country: 'US', city: 'Chicago' },
	{ country: 'DE', city: 'Berlin' },
	{ country: 'FR', city: 'Lyon' },
	{ country: 'GB', city: 'Leeds' },
	{ country: 'IN', city: 'Pune' },
	{ country: 'JP', city: 'Osaka' },
	{ country: 'BR', city: 'Recife' },
] as const;

const PHONES = [
	{ device: 'mobile', os: 'iOS', browser: 'Safari' },
	{ device: 'mobile', os: 'Android', browser: 'Chrome' },
	{ device: 'tablet', os: 'iOS', browser: 'Safari' },
	{ device: 'desktop', os: 'Windows', browser: 'Edge' },
] as const;

const IP_HASH_LENGTH = 16;

// The first pattern that fits wins: an Android browser also says Linux, Edge also says Chrome, Chrome also Safari.
const OPERATING_SYSTEMS = [
	['iOS', /iPhone|iPad|iPod/],
	['Android', /Android/],
	['Windows', /Windows/],
	['macOS', /Mac OS X|Macintosh/],
	['Linux', /Linux/],
] as const;
const BROWSERS = [
	['Edge', /Edg/],
	['Firefox', /Firefox|FxiOS/],
	['Chrome', /Chrome|CriOS/],
	['Safari', /Safari/],
] as const;

/** Somebody made up, for scans that come in bulk. */
export function inventVisitor(random: Random): Visitor {
	return {
		...random.pick(PLACES),
		...random.pick(PHONES),
		referrer: null,
		ipHash: random.hex(IP_HASH_LENGTH),
	};
}

/** The visitor behind a request to a short link; the place is made up, since every address here is loopback. */
export function readVisitor(headers: Record<string, string>, random: Random): Visitor {
	const userAgent = headers['user-agent'] ?? '';
	const address = headers['x-forwarded-for'] ?? '127.0.0.1';
	return {
		...random.pick(PLACES),
		device: toDevice(userAgent),
		os: firstMatch(OPERATING_SYSTEMS, userAgent),
		browser: firstMatch(BROWSERS, userAgent),
		referrer: headers.referer ?? null,
		ipHash: createHash('sha256').update(address).digest('hex').slice(0, IP_HASH_LENGTH),
	};
}

function toDevice(userAgent: string): string {
	if (/iPad|Tablet/.test(userAgent)) return 'tablet';
	return /Mobile|iPhone|Android/.test(userAgent) ? 'mobile' : 'desktop';
}

function firstMatch(patterns: ReadonlyArray<readonly [string, RegExp]>, userAgent: string): string {
	return patterns.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'Other';
}
