import type { AddedQrCode } from '../../sandbox/control/control';
import type { Random } from '../../sandbox/store/random';
import type { Scan } from '../../sandbox/store/scanLog';
import type { RunningSandbox } from '../../sandbox/server/server';
import { scanLikeAPhone } from '../e2e/client/phone';
import { pause } from '../e2e/client/waitFor';

/** How a scan got into the log. */
export type ScanKind = 'link' | 'bulk' | 'tie' | 'late' | 'everywhere' | 'burst';

export interface SentScan {
	id: string;
	qrCodeId: string;
	kind: ScanKind;
	scannedAtMs: number;
	/** The log shows it from then on. */
	visibleAtMs: number;
}

export interface TrafficOptions {
	sandbox: RunningSandbox;
	account: { label: string; key: string };
	random: Random;
	/** No scan carries a time before this, or is to be seen after `endsAtMs`. */
	startsAtMs: number;
	endsAtMs: number;
}

const FIRST_CODES = 8;
const MAX_CODES = 12;
const PAUSE_MS = { min: 300, span: 3_000 };
/** A bulk import carries scans of the last seconds. */
const BULK_AGE_MS = 20_000;
const MAX_LATE_MS = 2 * 60_000;
const MIN_LATE_MS = 3_000;
/** More scans of one code at once than any poll may hand out. */
const BURST_SIZE = 1_500;
const PAGE_SIZE = 100;

/**
 * Sends scans of every kind to the sandbox and remembers them. Within the late window they stay below what
 * the trigger can remember: beyond that, it says itself that late scans may be missed.
 */
export class Traffic {
	private readonly added = new Map<string, SentScan>();
	private linkScans = 0;
	private readonly codes: AddedQrCode[];
	private burstIsDue = true;

	constructor(private readonly options: TrafficOptions) {
		this.codes = this.addCodes(FIRST_CODES);
	}

	/** How many scans were sent so far. */
	get count(): number {
		return this.added.size + this.linkScans;
	}

	/** Sends until `endsAtMs`. */
	async run(): Promise<void> {
		const { random, startsAtMs, endsAtMs } = this.options;
		while (Date.now() < endsAtMs) {
			if (this.burstIsDue && Date.now() > (startsAtMs + endsAtMs) / 2) this.sendBurst();
			else await this.sendSomething();
			await pause(PAUSE_MS.min + random.integer(PAUSE_MS.span));
		}
	}

	/**
	 * Every scan that the log holds, by the log itself: a scan through a short link gets its id there. Its
	 * requests count as calls of the account.
	 */
	readSentScans(): SentScan[] {
		const rows = this.codes.flatMap(({ id }) => this.readLog(id));
		if (rows.length !== this.count)
			throw new Error(`The sandbox holds ${rows.length} scans, and ${this.count} were sent.`);
		return rows.map(({ id, qr_code_id: qrCodeId, scanned_at: scannedAt }) => {
			const scannedAtMs = Date.parse(scannedAt);
			return this.added.get(id) ?? { id, qrCodeId, kind: 'link', scannedAtMs, visibleAtMs: scannedAtMs };
		});
	}

	private async sendSomething(): Promise<void> {
		const { random } = this.options;
		switch (random.integer(12)) {
			case 0:
			case 1:
			case 2:
				return await this.followLinks(1 + random.integer(5));
			case 3:
			case 4:
			case 5:
				return this.sendBulk(10 + random.integer(60));
			case 6:
			case 7:
				return this.sendTies(2 + random.integer(30));
			case 8:
			case 9:
				return this.sendLate(1 + random.integer(20));
			case 10:
				return this.sendEverywhere(1 + random.integer(3));
			default:
				if (this.codes.length < MAX_CODES) this.codes.push(...this.addCodes(1));
		}
	}

	private async followLinks(count: number): Promise<void> {
		for (let index = 0; index < count; index++) {
			const { shortUrl } = this.options.random.pick(this.codes);
			await scanLikeAPhone(shortUrl);
			this.linkScans += 1;
		}
	}

	/** Scans of the last seconds that enter the log at once, behind some that were read already. */
	private sendBulk(count: number): void {
		const toMs = Date.now();
		const fromMs = Math.max(this.options.startsAtMs, toMs - BULK_AGE_MS);
		this.send('bulk', { count, fromMs, toMs, spread: 'random' });
	}

	private sendTies(count: number): void {
		this.send('tie', { count, fromMs: Date.now() });
	}

	/** Scans of now that the log does not show before some time has passed. */
	private sendLate(count: number): void {
		const nowMs = Date.now();
		const longestMs = Math.min(MAX_LATE_MS, this.options.endsAtMs - nowMs);
		if (longestMs <= MIN_LATE_MS) return;
		const lateByMs = MIN_LATE_MS + this.options.random.integer(longestMs - MIN_LATE_MS);
		this.send('late', { count, fromMs: nowMs, lateByMs });
	}

	private sendEverywhere(countPerCode: number): void {
		for (const { id } of this.codes) this.send('everywhere', { qrCodeId: id, count: countPerCode });
	}

	private sendBurst(): void {
		this.burstIsDue = false;
		const toMs = Date.now();
		const fromMs = Math.max(this.options.startsAtMs, toMs - BULK_AGE_MS);
		this.send('burst', { count: BURST_SIZE, fromMs, toMs, spread: 'random' });
	}

	private send(kind: ScanKind, input: { count: number; qrCodeId?: string } & ScanTimes): void {
		const { random, sandbox } = this.options;
		const scans = sandbox.api.addScans({ qrCodeId: random.pick(this.codes).id, ...input });
		for (const scan of scans) this.added.set(scan.id, toSentScan(kind, scan));
	}

	private addCodes(count: number): AddedQrCode[] {
		const { sandbox, account } = this.options;
		return sandbox.api.addQrCodes({ account: account.label, name: 'Soak', count });
	}

	private readLog(qrCodeId: string): LogRow[] {
		const { sandbox, account } = this.options;
		const rows: LogRow[] = [];
		for (let page = 1; ; page++) {
			const { body } = sandbox.api.handle({
				method: 'GET',
				path: `/api/v1/qr-codes/${qrCodeId}/scans`,
				query: { page: String(page), limit: String(PAGE_SIZE) },
				headers: { authorization: `Bearer ${account.key}` },
				body: undefined,
			});
			const { data } = body as { data: LogRow[] };
			rows.push(...data);
			if (data.length < PAGE_SIZE) return rows;
		}
	}
}

interface ScanTimes {
	fromMs?: number;
	toMs?: number;
	spread?: 'even' | 'random';
	lateByMs?: number;
}

interface LogRow {
	id: string;
	qr_code_id: string;
	scanned_at: string;
}

function toSentScan(kind: ScanKind, { id, qrCodeId, scannedAtMs, visibleAtMs }: Scan): SentScan {
	return { id, qrCodeId, kind, scannedAtMs, visibleAtMs };
}
