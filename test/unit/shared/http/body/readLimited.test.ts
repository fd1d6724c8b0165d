import { Readable } from 'node:stream';

import { clock } from '../../../../../nodes/shared/util/clock';
import { readLimited } from '../../../../../nodes/shared/http/body/readLimited';

/** Rings as soon as there is nothing else to do, whatever the time. */
const ringSoon = () => {
	const timeout = new AbortController();
	setImmediate(() => timeout.abort());
	return timeout.signal;
};
let timeoutSignal: jest.SpyInstance;
beforeEach(() => (timeoutSignal = jest.spyOn(clock, 'timeoutSignal')));

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
	expect(await readLimited(stream, limits)).toBeUndefined();
	expect(stream.destroyed).toBe(true);
});

test('one that goes silent ends as a timeout', async () => {
	timeoutSignal.mockReturnValue(ringSoon());
	await expect(readLimited(silentAfter('a'), limits)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
	expect(timeoutSignal).toHaveBeenCalledWith(30_000);
});

test('one that can not be destroyed, as the host wraps them, ends as a timeout all the same', async () => {
	const wrapped = Readable.from(
		(async function* () {
			yield 'a';
			await new Promise(() => {});
		})(),
	);
	timeoutSignal.mockReturnValue(ringSoon());
	await expect(readLimited(wrapped, limits)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

test('one that breaks tells how', async () => {
	const stream = silentAfter('a');
	setImmediate(() => stream.destroy(Object.assign(new Error(), { code: 'ECONNRESET' })));
	await expect(readLimited(stream, limits)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test.each([
	['before', AbortSignal.abort()],
	['meanwhile', ringSoon()],
])('an execution that is stopped %s does not wait for it', async (_, signal) => {
	const stream = silentAfter('a');
	await expect(readLimited(stream, { ...limits, signal })).rejects.toBeDefined();
	expect(stream.destroyed).toBe(true);
});
