import { Readable } from 'node:stream';

import { readLimited, TOO_LARGE } from '../../nodes/shared/readLimited';
import { useVirtualClock } from '../support/virtualClock';

let clock: ReturnType<typeof useVirtualClock>;
beforeEach(() => (clock = useVirtualClock()));
afterEach(() => clock.restore());

const limits = { maxBytes: 5, timeoutMs: 30_000, signal: undefined };
/** Gives out the parts and then goes silent. */
const silentAfter = (...parts: string[]) => {
	const stream = new Readable({ read() {} });
	for (const part of parts) stream.push(part);
	return stream;
};

test('a stream is read to its end', async () => {
	const bytes = await readLimited(Readable.from([Buffer.from('ab'), Buffer.from('cde')]), limits);
	expect(String(bytes)).toBe('abcde');
});

test('one that is too long is dropped as soon as that shows', async () => {
	const stream = silentAfter('abc', 'def');
	expect(await readLimited(stream, limits)).toBe(TOO_LARGE);
	expect(stream.destroyed).toBe(true);
});

test('one that goes silent ends as a timeout', async () => {
	await expect(readLimited(silentAfter('a'), limits)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
	expect(clock.sleptMs()).toBe(30_000);
});

test('one that can not be destroyed, as the host wraps them, ends as a timeout all the same', async () => {
	const wrapped = Readable.from(
		(async function* () {
			yield 'a';
			await new Promise(() => {});
		})(),
	);
	await expect(readLimited(wrapped, limits)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

test('one that breaks tells how', async () => {
	const stream = silentAfter('a');
	setImmediate(() => stream.destroy(Object.assign(new Error(), { code: 'ECONNRESET' })));
	await expect(readLimited(stream, limits)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('a stopped execution does not wait for it', async () => {
	const stop = new AbortController();
	stop.abort();
	await expect(readLimited(silentAfter('a'), { ...limits, signal: stop.signal })).rejects.toBeDefined();
	expect(clock.sleptMs()).toBe(0);
});
