import type { IExecuteFunctions } from 'n8n-workflow';

import { hint } from './hints';

/** Lists that several items share, and that were counted already. */
const counted = new WeakSet<object>();

/** How many codes a run of the node looked at to find what was asked for. */
const codesByRun = new WeakMap<IExecuteFunctions, number>();

/** Notes that so many more codes were looked at, for {@link hintAtCost}. */
export function noteRead(context: IExecuteFunctions, codes: number): void {
	codesByRun.set(context, (codesByRun.get(context) ?? 0) + codes);
}

/** The same for a list that was read once, however many items look at it. */
export function noteSharedList(context: IExecuteFunctions, list: { codes: readonly unknown[] }): void {
	if (counted.has(list)) return;
	counted.add(list);
	noteRead(context, list.codes.length);
}

/**
 * Says beside the output what a search cost: nobody sees otherwise that it looked at more than it returned.
 * @param calls of the whole run.
 */
export function hintAtCost(context: IExecuteFunctions, calls: number): void {
	const codes = codesByRun.get(context);
	if (codes === undefined) return;
	const subject = codes > 0 ? count(codes, 'QR code') : 'No QR code';
	const verb = codes > 1 ? 'were' : 'was';
	hint(context, 'info', `${subject} ${verb} looked at, with ${count(calls, 'API call')}.`);
}

function count(number: number, noun: string): string {
	return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
