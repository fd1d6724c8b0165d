import type { IExecuteFunctions } from 'n8n-workflow';

import { hint } from './hints';

/** What a run of the node looked at to find what was asked for. */
interface ReadCost {
	codes: number;
	scans: number;
}

/** Lists that several items share, and that were counted already. */
const counted = new WeakSet<object>();

const costByRun = new WeakMap<IExecuteFunctions, ReadCost>();

/** Notes that so many more codes or scans were looked at, for {@link hintAtCost}. */
export function noteRead(context: IExecuteFunctions, { codes = 0, scans = 0 }: Partial<ReadCost>): void {
	const cost = costByRun.get(context) ?? { codes: 0, scans: 0 };
	costByRun.set(context, { codes: cost.codes + codes, scans: cost.scans + scans });
}

/** The same for a list that was read once, however many items look at it. */
export function noteSharedList(context: IExecuteFunctions, list: { codes: readonly unknown[] }): void {
	if (counted.has(list)) return;
	counted.add(list);
	noteRead(context, { codes: list.codes.length });
}

/**
 * Says beside the output what a search cost: nobody sees otherwise that it looked at more than it returned.
 * @param calls of the whole run.
 */
export function hintAtCost(context: IExecuteFunctions, calls: number): void {
	const cost = costByRun.get(context);
	if (!cost) return;
	const { codes, scans } = cost;
	const seen = [
		...(codes > 0 ? [count(codes, 'QR code')] : []),
		...(scans > 0 ? [count(scans, 'scan')] : []),
	].join(' and ');
	const verb = codes + scans > 1 ? 'were' : 'was';
	hint(context, 'info', `${seen || 'No QR code'} ${verb} looked at, with ${count(calls, 'API call')}.`);
}

function count(number: number, noun: string): string {
	return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
