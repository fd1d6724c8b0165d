import { ByteBudget } from '../../../../../nodes/shared/http/body/byteBudget';

const never = new AbortController().signal;
const settle = async () => await new Promise((resolve) => setImmediate(resolve));

/** Reserves, and tells in which order there was room. */
function reserving() {
	const budget = new ByteBudget(10);
	const started: string[] = [];
	const reserve = (name: string, bytes: number, signal = never) => {
		const reserved = budget.reserve(bytes, signal);
		void reserved.then((release) => release && started.push(name));
		return reserved;
	};
	return { started, reserve };
}

test('who finds no room waits until somebody gives it back', async () => {
	const { started, reserve } = reserving();
	const first = reserve('first', 6);
	void reserve('second', 6);
	await settle();
	expect(started).toEqual(['first']);

	(await first)?.();
	await settle();
	expect(started).toEqual(['first', 'second']);
});

test('nobody who needs less passes one who came earlier', async () => {
	const { started, reserve } = reserving();
	const first = reserve('first', 6);
	void reserve('large', 10);
	const small = reserve('small', 1);
	await settle();
	expect(started).toEqual(['first']);

	(await first)?.();
	await settle();
	expect(started).toEqual(['first', 'large']);
	expect(await Promise.race([small, Promise.resolve('waits')])).toBe('waits');
});

test('who gives up makes place for those behind', async () => {
	const { started, reserve } = reserving();
	void reserve('first', 6);
	const stop = new AbortController();
	const large = reserve('large', 10, stop.signal);
	void reserve('small', 4);
	stop.abort();

	expect(await large).toBeUndefined();
	await settle();
	expect(started).toEqual(['first', 'small']);
});

test('who was stopped before gets no room and takes none', async () => {
	const { started, reserve } = reserving();
	expect(await reserve('stopped', 10, AbortSignal.abort())).toBeUndefined();
	void reserve('next', 10);
	await settle();
	expect(started).toEqual(['next']);
});
