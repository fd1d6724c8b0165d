import { onAbort } from '../../../../nodes/shared/util/onAbort';

test('any number of listeners hears of a stop, and the signal sees one of them', () => {
	const controller = new AbortController();
	const added = jest.spyOn(controller.signal, 'addEventListener');
	const heard: number[] = [];
	for (let n = 0; n < 60; n++) onAbort(controller.signal, () => heard.push(n));

	controller.abort();

	expect(heard).toHaveLength(60);
	expect(added).toHaveBeenCalledTimes(1);
});

test('a listener that was taken away hears nothing', () => {
	const controller = new AbortController();
	const listener = jest.fn();
	onAbort(controller.signal, listener)();
	controller.abort();
	expect(listener).not.toHaveBeenCalled();
});

test('a stop that came before is heard at once', () => {
	const listener = jest.fn();
	onAbort(AbortSignal.abort(), listener);
	expect(listener).toHaveBeenCalledTimes(1);
});
