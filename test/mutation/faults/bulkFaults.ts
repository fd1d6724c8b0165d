import type { Fault } from '../fault';

/** Many calls at once, and many rows in one. */
export const BULK_FAULTS: readonly Fault[] = [
	{
		name: 'after a 429 all waiting calls go at once',
		file: 'nodes/shared/rateLimit/slotQueue.ts',
		find: 'this.allowed = 1;',
		replace: 'this.allowed = MAX_CALLS_IN_FLIGHT;',
		why: 'hundreds of calls run against a limit that still holds',
		tests: ['test/node/shared/rateLimit/planPace'],
		only: 'follow one after the other',
	},
	{
		name: 'two changes of one code overtake each other',
		file: 'nodes/QrCodeStack/run/changeOrder.ts',
		find: '(lastByCode.get(code) ?? Promise.resolve()).then(change)',
		replace: 'change()',
		why: 'a code leads where an earlier item wanted',
		tests: ['test/node/QrCodeStack/concurrency'],
		only: 'the later item is sent later',
	},
	{
		name: 'a code that is chosen by ID is changed before one that has to be looked up',
		file: 'nodes/QrCodeStack/run/changeOrder.ts',
		find: 'order.named.then(async () => {',
		replace: 'Promise.resolve().then(async () => {',
		why: 'a code leads where an earlier item wanted, which chose it by its link',
		tests: ['test/node/QrCodeStack/concurrency'],
		only: 'in the order of the items',
	},
	{
		name: 'results stand in the order in which they came',
		file: 'nodes/QrCodeStack/run/runItems.ts',
		find: 'outputs[itemIndex] = objects.map',
		replace: 'outputs[doneCount] = objects.map',
		why: 'items get the results of others',
		tests: ['test/node/QrCodeStack/concurrency'],
		only: 'keep their order',
	},
	{
		name: 'a batch whose connection broke does not end the run',
		file: 'nodes/QrCodeStack/resources/qrCode/createMany/createInBulk.ts',
		find: "return isAboutRows ? { kind: 'goOn' } : { kind: 'over', error };",
		replace: "return { kind: 'goOn' };",
		why: 'hundreds of codes are created although nobody knows what became of the batch before',
		tests: ['test/node/QrCodeStack/createMany'],
		only: 'when a batch does not work out',
	},
	{
		name: 'a page ahead is asked for beyond the limit',
		file: 'nodes/shared/paging/prefetch.ts',
		find: 'Math.ceil(rowsWanted / fullest)',
		replace: 'MAX_PAGES_AHEAD',
		why: 'calls for rows that nobody wants',
		tests: ['test/node/shared/paging/prefetch'],
		only: 'no further than the limit',
	},
];
