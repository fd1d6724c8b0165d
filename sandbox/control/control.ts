import { z } from 'zod';
import { invalid, notFound } from '../server/answers';
import type { Scan } from '../store/scanLog';
import { newScan, storeQrCode, type Account, type QrCode, type Store } from '../store/store';
import { toIssues } from '../endpoints/validation';
import { inventVisitor } from '../store/visitors';

const epochMs = z.number().int().min(0);

const limitsSchema = z
	.object({
		account: z.string().optional().describe('a label such as `pro`; every account where it is left out'),
		windowMs: z.number().min(1).optional(),
		perMinute: z.number().int().min(0).optional(),
		perMonth: z.number().int().min(0).optional(),
		monthUsed: z.number().int().min(0).optional(),
		qrCodeLimit: z.number().int().min(0).optional(),
	})
	.strict();

const qrCodesSchema = z
	.object({
		account: z.string().default('advanced'),
		count: z.number().int().min(1).max(100_000).default(1),
		name: z.string().min(1).default('Sandbox code'),
		destinationUrl: z.string().url().default('https://example.com/'),
		createdAtMs: epochMs.optional().describe('when they were made; now where it is left out'),
	})
	.strict();

const scansSchema = z
	.object({
		qrCodeId: z.string().min(1).describe('the id of a code, or `all` for every live code'),
		account: z.string().optional().describe('narrows `all` down to one account'),
		count: z.number().int().min(1).max(1_000_000).default(1).describe('scans per code'),
		fromMs: epochMs.optional().describe('the time of the first scan; now where it is left out'),
		toMs: epochMs.optional().describe('the time of the last scan'),
		spread: z.enum(['even', 'random']).default('even'),
		lateByMs: z.number().min(0).default(0).describe('A6: the log shows each scan this long after its time'),
		visitor: z
			.object({
				country: z.string(),
				city: z.string(),
				device: z.string(),
				os: z.string(),
				browser: z.string(),
				referrer: z.string().nullable(),
				ipHash: z.string(),
			})
			.partial()
			.strict()
			.default({})
			.describe('fixes what would otherwise be made up'),
	})
	.strict();

export type LimitsInput = z.input<typeof limitsSchema>;
export type QrCodesInput = z.input<typeof qrCodesSchema>;
export type ScansInput = z.input<typeof scansSchema>;

export interface AddedQrCode {
	id: string;
	name: string;
	shortUrl: string;
}

/** Reads control input; a wrong one ends in a text that names the member. */
export function parseControl<Output>(
	schema: z.ZodType<Output, z.ZodTypeDef, unknown>,
	input: unknown,
): Output {
	const result = schema.safeParse(input);
	if (!result.success) throw invalid(toIssues(result.error));
	return result.data;
}

/** Changes limits, window length and the month's use of one account or of all. */
export function setLimits(store: Store, input: unknown): void {
	const { account: label, monthUsed, qrCodeLimit, ...limits } = parseControl(limitsSchema, input);
	const accounts = label === undefined ? store.accounts : [findAccount(store, label)];
	for (const account of accounts) {
		account.windows.limits = { ...account.windows.limits, ...limits };
		if (monthUsed !== undefined) account.windows.setUsedThisMonth(monthUsed, store.now());
		if (qrCodeLimit !== undefined) account.qrCodeLimit = qrCodeLimit;
	}
}

/** Adds codes without a call of the API and without regard to the plan's number of codes. */
export function addQrCodes(store: Store, input: unknown): AddedQrCode[] {
	const { account: label, count, name, destinationUrl, createdAtMs } = parseControl(qrCodesSchema, input);
	const account = findAccount(store, label);
	return Array.from({ length: count }, (_, index) => {
		const fields = {
			name: `${name} ${index + 1}`,
			type: 'url',
			destination_url: destinationUrl,
			render_customizations: {},
		};
		const qrCode = storeQrCode(store, account, fields, createdAtMs);
		const shortUrl = `${store.publicOrigin}/r/${qrCode.shortCode}`;
		return { id: qrCode.id, name: qrCode.fields.name, shortUrl };
	});
}

/** Adds scans to one code or to all; returns them as the sandbox keeps them. */
export function addScans(store: Store, input: unknown): Scan[] {
	const { qrCodeId, account, count, spread, lateByMs, visitor, ...range } = parseControl(scansSchema, input);
	const fromMs = range.fromMs ?? range.toMs ?? store.now();
	const toMs = range.toMs ?? fromMs;
	return findQrCodes(store, qrCodeId, account).flatMap((qrCode) => {
		const scans = Array.from({ length: count }, (_, index) => {
			const share = spread === 'random' ? store.random.float() : index / Math.max(1, count - 1);
			const scannedAtMs = Math.round(fromMs + share * (toMs - fromMs));
			return newScan(store, qrCode, {
				...inventVisitor(store.random),
				...visitor,
				scannedAtMs,
				visibleAtMs: scannedAtMs + lateByMs,
			});
		});
		qrCode.scans.add(scans);
		return scans;
	});
}

function findQrCodes(store: Store, id: string, label: string | undefined): QrCode[] {
	const accounts = label === undefined ? store.accounts : [findAccount(store, label)];
	if (id === 'all') return accounts.flatMap((account) => account.live.all());
	const qrCode = accounts.map((account) => account.qrCodes.get(id)).find((found) => found !== undefined);
	if (!qrCode) throw notFound(`QR code "${id}"`);
	return [qrCode];
}

function findAccount(store: Store, label: string): Account {
	const account = store.accounts.find((candidate) => candidate.label === label);
	if (account) return account;
	const known = store.accounts.map((candidate) => candidate.label).join(', ');
	throw invalid([{ field: 'account', message: `is none of ${known}` }]);
}
