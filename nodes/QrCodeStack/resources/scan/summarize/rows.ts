import type { JsonObject } from '../../../../shared/api/endpoints';
import { isTime, showValue, type Grouping, type Value } from './dimensions';
import type { Group } from './tally';

/** What the rows are made with. */
export interface RowForm extends Grouping {
	/** How a row names a code. */
	nameCode: (qrCodeId: string) => JsonObject;
	hasTotalRow: boolean;
}

/** The rows of a summary, in the order of what they are grouped by: days as they come, all else by its scans. */
export function toRows(groups: readonly Group[], total: number, form: RowForm): JsonObject[] {
	const rows = sortGroups(groups, form).map((group) => ({
		...showValues(group.values, form),
		...figures(group.scans, total),
		...(form.hasTotalRow ? { isTotal: false } : {}),
	}));
	if (!form.hasTotalRow) return rows;
	const nothing = Object.fromEntries(form.groupBy.map((group) => [group, null]));
	return [...rows, { ...nothing, ...figures(total, total), isTotal: true }];
}

function figures(scans: number, total: number): JsonObject {
	// to two decimals
	return { scans, sharePercent: total === 0 ? 0 : Math.round((scans / total) * 10_000) / 100 };
}

function showValues(values: readonly Value[], { groupBy, weekStart, nameCode }: RowForm): JsonObject {
	const shown = groupBy.map((group, index) => {
		const value = values[index]!;
		return [group, group === 'qrCode' ? nameCode(String(value)) : showValue(group, value, weekStart)];
	});
	return Object.fromEntries(shown) as JsonObject;
}

function sortGroups(groups: readonly Group[], { groupBy, nameCode }: RowForm): Group[] {
	const scansOf = groupBy.map((_, index) => sumBy(groups, index));
	const label = (value: Value, index: number) => {
		if (groupBy[index] !== 'qrCode') return value;
		const { name } = nameCode(String(value));
		return typeof name === 'string' ? name : value;
	};
	const compare = (a: Group, b: Group) => {
		for (const [index, group] of groupBy.entries()) {
			const [left, right] = [a.values[index]!, b.values[index]!];
			if (left === right) continue;
			const byScans = isTime(group) ? 0 : scansOf[index]!.get(right)! - scansOf[index]!.get(left)!;
			return byScans || compareValues(label(left, index), label(right, index)) || compareValues(left, right);
		}
		return 0;
	};
	return [...groups].sort(compare);
}

/** How many scans each value has in all groups together. */
function sumBy(groups: readonly Group[], index: number): Map<Value, number> {
	const sums = new Map<Value, number>();
	for (const { values, scans } of groups) {
		const value = values[index]!;
		sums.set(value, (sums.get(value) ?? 0) + scans);
	}
	return sums;
}

/** Numbers by their size, texts as a computer sorts them, which is the same everywhere; what is unknown comes last. */
function compareValues(a: Value, b: Value): number {
	if (a === b) return 0;
	if (a === null || b === null) return a === null ? 1 : -1;
	return a < b ? -1 : 1;
}
