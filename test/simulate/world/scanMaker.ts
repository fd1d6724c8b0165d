import type { EventBook } from './eventBook';
import type { Ledger } from './ledger';
import { HOUR, MINUTE, type ScanStep, type Setting } from '../schedule';
import { formatTime } from '../texts';
import type { World } from './world';

/** Of many scans at once, a replay shows the first. */
const MAX_TOLD_SCANS = 3;

interface Deps {
	world: World;
	setting: Setting;
	accountQuotas: readonly Ledger[];
	/** The ids of the codes that exist. */
	codes: readonly string[];
	/** Those that the triggers watch; undefined for all. */
	watched: ReadonlySet<string> | undefined;
	maxBurst: number;
	events: EventBook;
	say: (line: string) => void;
}

/** Makes scans, each with a mark that it carries through the API into the item, and enters them in the ledgers. */
export class ScanMaker {
	/** Scans are made after this moment of the API's clock: earlier ones are before the start. */
	startedAtMs = Number.NEGATIVE_INFINITY;
	private marks = 0;
	private told = 0;

	constructor(private readonly deps: Deps) {}

	/** Scans that are there before the workflow is activated. */
	makeEarlier(): void {
		const { world, codes, setting } = this.deps;
		for (const id of codes) {
			for (let index = 0; index < setting.earlierScans; index++) {
				const atMs = world.apiNowMs() - HOUR - index * MINUTE;
				const isWanted = setting.startsFrom === 'beginning';
				this.make(id, { atMs, lateByMs: 0, isWanted, isEarlier: true });
			}
		}
	}

	makeStep({ code, agoMs, lateByMs, spreadMs, ...step }: ScanStep): void {
		const { world, codes, maxBurst } = this.deps;
		const count = Math.min(step.count, maxBurst);
		const id = codes[code % codes.length] ?? '';
		this.told = this.marks;
		for (let index = 0; index < count; index++) {
			const backMs = agoMs + Math.round((spreadMs * index) / count);
			const atMs = Math.max(this.startedAtMs, world.apiNowMs() - backMs);
			this.make(id, { atMs, lateByMs, isWanted: true });
		}
	}

	private make(
		qrCodeId: string,
		scan: { atMs: number; lateByMs: number; isWanted: boolean; isEarlier?: boolean },
	): void {
		const { world, accountQuotas, watched, events, say } = this.deps;
		const { atMs, lateByMs } = scan;
		const mark = `s${++this.marks}`;
		world.api.addScans({ qrCodeId, fromMs: atMs, lateByMs, visitor: { referrer: mark } });
		const isWanted = scan.isWanted && (watched?.has(qrCodeId) ?? true);
		if (events.event === 'newScan')
			for (const accountQuota of accountQuotas) accountQuota.add({ mark, qrCodeId, isWanted });
		events.noteScan(qrCodeId, { atMs, shownMs: atMs + lateByMs }, { isEarlier: scan.isEarlier ?? false });
		if (this.marks - this.told > MAX_TOLD_SCANS) return;
		say(
			`    ${mark} at ${formatTime(atMs)}, shown ${formatTime(atMs + lateByMs)}, code ${qrCodeId.slice(0, 4)}`,
		);
	}
}
