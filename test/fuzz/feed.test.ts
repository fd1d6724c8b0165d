import fc from 'fast-check';

import { feed, fuzz } from './feed';
import { KEY } from './hostile';

/** What the other tests of this folder rely on: each of the promises can be seen broken. */
describe('a property does not hold', () => {
	const always = fc.constant('a');

	test.each([
		['a loop does not end', () => loopForEver()],
		['a regular expression tries again and again', () => /^(?:a+)+$/.test('a'.repeat(60) + 'b')],
		['the work grows with the square of the length', () => /\/+$/.test('/'.repeat(1_000_000) + 'b')],
	])('when %s', (_case, run) => {
		expect(() => fuzz([always], run, { maxMs: 100 })).toThrow(/Property failed/);
	});

	test('when an error is none of ours', () => {
		const run = () => feed(() => (undefined as unknown as string).length);
		expect(() => fuzz([always], run)).toThrow(/Property failed/);
	});

	test('when the key comes out in an error', () => {
		const run = () =>
			feed(() => {
				throw new Error(`No answer for ${KEY}`);
			});
		expect(() => fuzz([always], run)).toThrow(/Property failed/);
	});
});

function loopForEver(): void {
	for (;;);
}
