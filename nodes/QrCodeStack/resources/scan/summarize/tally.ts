import type { Scan } from '../../../../shared/api/decode/scan';
import { invalidInput } from '../../../../shared/errors/connectorError';
import { valuesOf, type Grouping, type Value } from './dimensions';

/** More rows than a person, a chart or a sheet can use, in some tens of megabytes. */
export const MAX_GROUPS = 50_000;
/** What all words together may hold in memory, in characters: referrers can be long. */
const MAX_TEXT = 20_000_000;

export interface Group {
	values: Value[];
	scans: number;
}

/** Counts scans by what a person wants to see. Of the scans themselves, nothing is kept. */
export class Tally {
	total = 0;
	/** When the first and the last one was; undefined before there is one. */
	firstMs: number | undefined;
	lastMs: number | undefined;
	private readonly byKey = new Map<string, Group>();
	private text = 0;

	constructor(private readonly grouping: Grouping) {}

	get groups(): Group[] {
		return [...this.byKey.values()];
	}

	/** @throws {ConnectorError} kind 'invalidInput' where there are more rows than memory should hold. */
	add(scan: Scan, qrCodeId: string): void {
		const values = valuesOf(scan, qrCodeId, this.grouping);
		this.groupOf(values).scans++;
		this.total++;
		this.firstMs = Math.min(this.firstMs ?? scan.timeMs, scan.timeMs);
		this.lastMs = Math.max(this.lastMs ?? scan.timeMs, scan.timeMs);
	}

	private groupOf(values: Value[]): Group {
		const key = toGroupKey(values);
		const known = this.byKey.get(key);
		if (known) return known;
		this.text += key.length;
		if (this.byKey.size >= MAX_GROUPS || this.text > MAX_TEXT) throw tooManyGroups();
		const group = { values, scans: 0 };
		this.byKey.set(key, group);
		return group;
	}
}

/** Tells groups apart. */
export function toGroupKey(values: readonly Value[]): string {
	return JSON.stringify(values);
}

function tooManyGroups(): Error {
	return invalidInput('tooManyGroups', { maximum: MAX_GROUPS.toLocaleString('en-US') });
}
