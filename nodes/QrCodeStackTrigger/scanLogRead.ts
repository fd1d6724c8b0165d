import { ApiCallError } from '../shared/apiCallError';
import { PAGING } from '../shared/apiContract';
import type { ApiSession } from '../shared/apiSession';
import { clock } from '../shared/clock';
import { listScans } from '../shared/endpoints';
import { PageWalk } from '../shared/pageWalk';
import { trimOverlap, trimOverlapBackward } from './joinPages';
import { readScans, type Scan } from './scanRows';

/**
 * A log with more unread scans than this can't be held in the memory of a small host. Reading that many
 * takes 2,000 calls, almost half of a Pro plan's month.
 */
const MAX_HELD_SCANS = 200_000;

/**
 * One read of a code's log, from its newest end back to a floor, in whichever order the API serves it (A5).
 * It can be cut short between two pages and be taken up by a later poll where it stopped.
 */
export class ScanLogRead {
	isComplete = false;
	readonly startedAtMs = clock.nowMs();
	private rows: unknown[] = [];
	private walk = this.walkFrom();
	/**
	 * `forward`: from the first page on, until the floor or the end. `tail`: an oldest-first log from what was
	 * its last page to its end. `backward`: from there towards its start, page by page.
	 */
	private phase: 'forward' | 'tail' | 'backward' = 'forward';
	private previousPage = 0;

	constructor(
		private readonly qrCodeId: string,
		readonly floorMs: number,
	) {}

	/** Everything read so far, in the order of the log. */
	get scans(): Scan[] {
		return readScans(this.rows, this.startedAtMs);
	}

	/**
	 * Reads one page further.
	 * @throws {ApiCallError} when the call does not work out; the read can be taken up again.
	 */
	async readPage(session: ApiSession): Promise<void> {
		const page = await this.walk.readPage(session);
		const scans = readScans(page, this.startedAtMs);
		if (this.phase === 'backward') this.rows.unshift(...trimOverlapBackward(page, this.rows));
		else for (const row of trimOverlap(this.rows, page)) this.rows.push(row);
		if (this.rows.length > MAX_HELD_SCANS) throw tooManyScans();
		this.moveOn(scans);
	}

	private moveOn(scans: Scan[]): void {
		const reachesFloor = goesBehind(scans, this.floorMs);
		if (this.phase === 'forward') {
			const isOldestFirst = isOrdered(scans, 1) && !isOrdered(scans, -1);
			if (isOldestFirst && this.jumpToTail()) return;
			this.isComplete = this.walk.isDone || (!isOldestFirst && reachesFloor);
		} else if (this.phase === 'tail') {
			if (this.walk.isDone) this.stepBack(reachesFloor);
		} else {
			this.stepBack(reachesFloor);
		}
	}

	/** Where the answer tells the number of pages, an oldest-first log is not read from its start. */
	private jumpToTail(): boolean {
		const { totalPages, total } = this.walk.facts ?? {};
		const lastPage = totalPages ?? (total === undefined ? undefined : Math.ceil(total / PAGING.pageSize));
		const isWorthIt = lastPage !== undefined && lastPage > 2 && this.walk.facts?.page === PAGING.firstPage;
		if (!isWorthIt) return false;
		this.rows = [];
		this.phase = 'tail';
		this.previousPage = lastPage;
		this.walk = this.walkFrom(lastPage);
		return true;
	}

	private stepBack(reachesFloor: boolean): void {
		this.phase = 'backward';
		this.previousPage--;
		this.isComplete = reachesFloor || this.previousPage < PAGING.firstPage;
		this.walk = this.walkFrom(this.previousPage);
	}

	private walkFrom(page?: number): PageWalk {
		const list = { endpoint: (query = {}) => listScans(this.qrCodeId, query) };
		return new PageWalk(list, page === undefined ? undefined : { by: 'page', page });
	}
}

/** Whether a page goes back behind the floor. In a page without order every entry has to. */
function goesBehind(scans: Scan[], floorMs: number): boolean {
	if (scans.length === 0) return false;
	return isOrdered(scans, 1) || isOrdered(scans, -1)
		? scans.some(({ timeMs }) => timeMs < floorMs)
		: scans.every(({ timeMs }) => timeMs < floorMs);
}

/** Whether times never go down (1) or never go up (-1). */
function isOrdered(scans: Scan[], direction: 1 | -1): boolean {
	return scans.every(({ timeMs }, index) => direction * (timeMs - (scans[index - 1]?.timeMs ?? timeMs)) >= 0);
}

function tooManyScans(): ApiCallError {
	return new ApiCallError(
		{
			message: 'There are too many unread scans to pick up at once',
			description: `One QR code has more than ${MAX_HELD_SCANS} scans that were not read yet. Set "Start From" to a later date.`,
			failure: { cause: 'configuration-invalid' },
		},
		'incompleteList',
	);
}
