import type { INodeExecutionData } from 'n8n-workflow';

import { DAY, HOUR, MINUTE, type EventName, type Setting } from '../schedule';
import { ITEM_MARKS } from './itemMarks';
import type { Ledger } from './ledger';
import type { World } from './world';

/** What the triggers of a run are asked to report. */
export const MILESTONES = [1, 3, 10, 50, 200];
export const QUIET_DAYS = 1;

/** An API that says for so long that a code is not there is believed, though it may be wrong (docs/trigger.md). */
const BELIEVED_AFTER_MS = 5 * MINUTE;

/** A log that showed a scan for so long was read since. */
const SURELY_READ_MS = HOUR;

interface Deps {
	world: World;
	setting: Setting;
	accountQuotas: readonly Ledger[];
	/** The codes that the triggers watch; undefined for all. */
	watched: ReadonlySet<string> | undefined;
	fail: (what: string) => void;
}

interface CodeFacts {
	count: number;
	createdMs: number;
	scans: Array<{ atMs: number; shownMs: number }>;
	/** The list told another count than the log. */
	wasDistorted: boolean;
	/** It was there when the triggers started. */
	isFirst: boolean;
}

/**
 * What a trigger on an event of codes has to report: one mark in its ledger for each thing that happens, as the item
 * for it shows it. Written from what happens in the world alone; it knows nothing of how the trigger finds out.
 */
export class EventBook {
	private readonly codes = new Map<string, CodeFacts>();
	/** The mark of what is news of a code, until something newer takes its place. */
	private readonly current = new Map<string, string>();
	private readonly gone = new Set<string>();
	/** Since when the API has said of a code that it is not there. */
	private readonly notFoundSinceMs = new Map<string, number>();

	constructor(private readonly deps: Deps) {}

	get event(): EventName {
		return this.deps.setting.event;
	}

	noteCode(id: string, { isFirst }: { isFirst: boolean }): void {
		const createdMs = this.deps.world.apiNowMs();
		this.codes.set(id, { count: 0, createdMs, scans: [], wasDistorted: false, isFirst });
		if (this.event === 'newQrCode' && !isFirst) this.add(id, ITEM_MARKS.created(id));
		if (this.event === 'quietQrCode') this.noteQuiet(id);
	}

	/** @param isEarlier before the triggers started: what is reached then is not news. */
	noteScan(id: string, scan: { atMs: number; shownMs: number }, { isEarlier }: { isEarlier: boolean }): void {
		const code = this.codes.get(id);
		if (!code) return;
		code.count++;
		code.scans.push(scan);
		if (this.event === 'scanMilestone' && !isEarlier) this.noteMilestones(id, code.count, 0);
		if (this.event === 'quietQrCode') this.noteQuiet(id);
	}

	/** The list tells so many scans more, or fewer, than there are. */
	noteDistortion(id: string, offset: number): void {
		const code = this.codes.get(id);
		if (!code) return;
		code.wasDistorted ||= offset !== 0;
		if (this.event === 'scanMilestone' && offset > 0) this.noteMilestones(id, code.count, offset);
		if (this.event === 'quietQrCode') this.noteQuiet(id);
	}

	noteDeleted(id: string): void {
		if (this.event !== 'deletedQrCode') return;
		this.gone.add(id);
		this.add(id, ITEM_MARKS.deleted(id));
		this.excuseLater(id, ITEM_MARKS.deleted(id));
	}

	/** What the API answered when it was asked for a single code: where it is there, a 404 is a fault. */
	noteAnswer(id: string, status: number): void {
		if (this.event !== 'deletedQrCode' || this.gone.has(id)) return;
		const nowMs = this.deps.world.apiNowMs();
		if (status === 200) this.notFoundSinceMs.delete(id);
		if (status !== 404) return;
		const sinceMs = this.notFoundSinceMs.get(id) ?? nowMs;
		this.notFoundSinceMs.set(id, sinceMs);
		if (nowMs - sinceMs < BELIEVED_AFTER_MS) return;
		this.add(id, ITEM_MARKS.deleted(id));
		for (const ledger of this.deps.accountQuotas) ledger.excuseWrongAnswer(ITEM_MARKS.deleted(id));
	}

	noteChange(id: string, field: 'name' | 'destinationUrl', value: string): void {
		if (this.event !== 'changedQrCode') return;
		const mark = ITEM_MARKS.changed(id, field, value);
		// what was so for a moment only, nobody can see
		this.supersede(`${id}:${field}`, mark);
		this.add(id, mark);
		this.excuseLater(id, mark);
	}

	/** Checks what no mark can show: a code that is called quiet was quiet. */
	check(items: readonly INodeExecutionData[]): void {
		if (this.event !== 'quietQrCode') return;
		for (const { json } of items) {
			const { id } = json.qrCode as { id: string };
			const noticedMs = Date.parse(String(json.noticedAt));
			const code = this.codes.get(id);
			const lastMs = json.lastScannedAt === null ? code?.createdMs : Date.parse(String(json.lastScannedAt));
			const readMs = noticedMs - SURELY_READ_MS;
			const shown = (code?.scans ?? []).filter(({ shownMs }) => shownMs <= readMs).map(({ atMs }) => atMs);
			const newestMs = Math.max(lastMs ?? 0, ...shown);
			// the API's clock tells whole seconds
			if (noticedMs - newestMs < QUIET_DAYS * DAY - 2_000) this.deps.fail(`called quiet too early: ${id}`);
		}
	}

	private noteMilestones(id: string, count: number, ahead: number): void {
		const code = this.codes.get(id);
		if (!code || this.deps.setting.scanCounter !== 'scan_count') return;
		const offset = Math.max(ahead, this.deps.world.offsetOf(id), 0);
		for (const milestone of milestonesUpTo(count + offset, this.deps.setting.milestoneEvery)) {
			if (milestone <= this.earlierOf(code)) continue;
			const mark = ITEM_MARKS.milestone(id, milestone);
			this.add(id, mark, { isOptional: milestone > count });
		}
	}

	/** How many scans a code had when the triggers started. */
	private earlierOf({ isFirst }: CodeFacts): number {
		return isFirst ? this.deps.setting.earlierScans : 0;
	}

	private noteQuiet(id: string): void {
		const code = this.codes.get(id);
		if (!code) return;
		const newestMs = Math.max(0, ...code.scans.map(({ atMs }) => atMs));
		const mark = ITEM_MARKS.quiet(id, newestMs === 0 ? null : new Date(newestMs).toISOString());
		this.supersede(id, mark);
		// whether it was scanned again, only a counter that moves can tell
		const isOptional = code.wasDistorted || this.deps.setting.scanCounter !== 'scan_count';
		this.add(id, mark, { isOptional });
		if (isOptional) for (const ledger of this.deps.accountQuotas) ledger.mayLose(mark);
	}

	private add(id: string, mark: string, { isOptional = false } = {}): void {
		const isWanted = this.deps.watched?.has(id) ?? true;
		for (const ledger of this.deps.accountQuotas) {
			if (ledger.has(mark)) continue;
			ledger.add({ mark, qrCodeId: id, isWanted });
			if (isOptional) ledger.mayLose(mark);
		}
	}

	private supersede(key: string, mark: string): void {
		const before = this.current.get(key);
		if (before === mark) return;
		if (before !== undefined) for (const ledger of this.deps.accountQuotas) ledger.mayLose(before);
		this.current.set(key, mark);
	}

	/** Two of the engines store nothing of polls without items, so a code that came later may be unknown after a kill. */
	private excuseLater(id: string, mark: string): void {
		if (this.codes.get(id)?.isFirst === true) return;
		for (const ledger of this.deps.accountQuotas) ledger.mayLose(mark);
	}
}

function milestonesUpTo(count: number, every: number): number[] {
	const found = MILESTONES.filter((milestone) => milestone <= count);
	if (every > 0) for (let multiple = every; multiple <= count; multiple += every) found.push(multiple);
	return [...new Set(found)];
}
