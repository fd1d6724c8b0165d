import { OrderedList } from './orderedList';
import { createRandom, type Random } from './random';
import { RateWindows } from '../faults/rateWindows';
import { ScanLog, type Scan } from './scanLog';
import type { Variants } from '../variants/variants';

export type Plan = 'starter' | 'pro' | 'advanced';

/** The keys of the three accounts: right in shape, and plainly made up. */
export const SANDBOX_KEYS = {
	starter: `qrs_${'0a'.repeat(32)}`,
	pro: `qrs_${'1b'.repeat(32)}`,
	advanced: `qrs_${'2c'.repeat(32)}`,
} as const;

export interface AccountSettings {
	/** What the request log calls the account's key. */
	label: string;
	key: string;
	plan: Plan;
	email: string;
	qrCodeLimit: number;
	perMinute: number;
	perMonth: number;
}

const DEFAULT_WINDOW_MS = 60_000;

// Requests per minute and month are documented, as is Pro's 250 codes (in the example of GET /me).
// The other two numbers of codes are assumed.
export const DEFAULT_ACCOUNTS: readonly AccountSettings[] = [
	{
		label: 'starter',
		key: SANDBOX_KEYS.starter,
		plan: 'starter',
		email: 'starter@example.com',
		qrCodeLimit: 10,
		perMinute: 0,
		perMonth: 0,
	},
	{
		label: 'pro',
		key: SANDBOX_KEYS.pro,
		plan: 'pro',
		email: 'pro@example.com',
		qrCodeLimit: 250,
		perMinute: 60,
		perMonth: 5_000,
	},
	{
		label: 'advanced',
		key: SANDBOX_KEYS.advanced,
		plan: 'advanced',
		email: 'advanced@example.com',
		qrCodeLimit: 10_000,
		perMinute: 600,
		perMonth: 100_000,
	},
];

export interface QrCodeFields {
	name: string;
	type: string;
	destination_url: string;
	render_customizations: Record<string, unknown>;
	/** Fields that the sandbox doesn't know are kept as they came. */
	[field: string]: unknown;
}

export interface QrCode {
	id: string;
	sequence: number;
	shortCode: string;
	fields: QrCodeFields;
	createdAtMs: number;
	updatedAtMs: number;
	deletedAtMs?: number;
	scans: ScanLog;
}

export interface Account extends AccountSettings {
	id: string;
	windows: RateWindows;
	qrCodes: Map<string, QrCode>;
	/** In order of creation: every code, and those that aren't deleted. */
	all: OrderedList<QrCode>;
	live: OrderedList<QrCode>;
}

/** Everything the sandbox remembers. */
export interface Store {
	now: () => number;
	random: Random;
	publicOrigin: string;
	/** Where the API itself answers, and the images of codes lie. */
	apiOrigin: string;
	variants: Variants;
	accounts: Account[];
	byShortCode: Map<string, QrCode>;
	nextSequence: () => number;
}

export interface StoreOptions {
	now: () => number;
	publicOrigin: string;
	apiOrigin: string;
	variants: Variants;
	accounts: readonly AccountSettings[];
	seed: number;
}

export function createStore({ seed, ...options }: StoreOptions): Store {
	const random = createRandom(seed);
	let sequence = 0;
	return {
		...options,
		random,
		accounts: options.accounts.map((settings) => openAccount(settings, random)),
		byShortCode: new Map(),
		nextSequence: () => ++sequence,
	};
}

function openAccount(settings: AccountSettings, random: Random): Account {
	const { perMinute, perMonth } = settings;
	return {
		...settings,
		id: random.uuid(),
		windows: new RateWindows({ windowMs: DEFAULT_WINDOW_MS, perMinute, perMonth }),
		qrCodes: new Map(),
		all: new OrderedList((qrCode) => qrCode.createdAtMs),
		live: new OrderedList((qrCode) => qrCode.createdAtMs),
	};
}

const SHORT_CODE_LENGTH = 10;

export function storeQrCode(
	store: Store,
	account: Account,
	fields: QrCodeFields,
	nowMs = store.now(),
): QrCode {
	const qrCode: QrCode = {
		id: store.random.uuid(),
		sequence: store.nextSequence(),
		shortCode: store.random.hex(SHORT_CODE_LENGTH),
		fields,
		createdAtMs: nowMs,
		updatedAtMs: nowMs,
		scans: new ScanLog(),
	};
	account.qrCodes.set(qrCode.id, qrCode);
	account.all.insert(qrCode);
	account.live.insert(qrCode);
	store.byShortCode.set(qrCode.shortCode, qrCode);
	return qrCode;
}

export function hasRoomForQrCode(account: Account): boolean {
	return account.live.length < account.qrCodeLimit;
}

/** A scan of a code, not yet in its log. */
export function newScan(
	store: Store,
	qrCode: QrCode,
	scan: Omit<Scan, 'id' | 'qrCodeId' | 'sequence'>,
): Scan {
	return { id: store.random.uuid(), qrCodeId: qrCode.id, sequence: store.nextSequence(), ...scan };
}
