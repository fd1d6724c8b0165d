import type { Fault } from '../fault';

/** Many calls at once, and many rows in one. */
export const BULK_FAULTS: readonly Fault[] = [
	{
		name: 'after a 429 all waiting calls go at once',
		file: 'nodes/shared/callSlots.ts',
		find: 'this.allowed = 1;',
		replace: 'this.allowed = MAX_CALLS_IN_FLIGHT;',
		why: 'hundreds of calls run against a limit that still holds',
		tests: ['test/node/planPace'],
		only: 'follow one after the other',
	},
	{
		name: 'two changes of one code overtake each other',
		file: 'nodes/shared/inOrder.ts',
		find: 'earlier === undefined ? send() : earlier.then(send)',
		replace: 'send()',
		why: 'a code leads where an earlier item wanted',
		tests: ['test/node/concurrency'],
		only: 'the later item is sent later',
	},
	{
		name: 'results stand in the order in which they came',
		file: 'nodes/QrCodeStack/runItems.ts',
		find: 'outputs[itemIndex] = objects.map',
		replace: 'outputs[doneCount] = objects.map',
		why: 'items get the results of others',
		tests: ['test/node/concurrency'],
		only: 'keep their order',
	},
	{
		name: 'a batch whose connection broke does not end the run',
		file: 'nodes/shared/createInBulk.ts',
		find: 'return error instanceof ApiCallError && error.statusCode === 422;',
		replace: 'return error instanceof ApiCallError;',
		why: 'hundreds of codes are created although nobody knows what became of the batch before',
		tests: ['test/node/createMany'],
		only: 'when a batch does not work out',
	},
	{
		name: 'a page ahead is asked for beyond the limit',
		file: 'nodes/shared/lookAhead.ts',
		find: 'Math.ceil(rowsWanted / fullest)',
		replace: 'MAX_PAGES_AHEAD',
		why: 'calls for rows that nobody wants',
		tests: ['test/node/lookAhead'],
		only: 'no further than the limit',
	},
];
