import type { ApiContext, ApiSession } from '../../shared/http/session';
import { toText } from '../../shared/util/objects';

/** The changes of a run, in the order of its items. */
interface ChangeOrder {
	/** Settled once each change so far has said which code it means. */
	named: Promise<void>;
	/** The last change of each code, by its ID: settled once it is through. */
	lastByCode: Map<string, Promise<void>>;
}

/** n8n has one context for each run, whose items may have sessions of their own. */
const orderByRun = new WeakMap<ApiContext, ChangeOrder>();

/**
 * Changes a code only after the changes that earlier items of the run make to the same one: of two updates,
 * that of the later item has to win. It has to be called before anything else is awaited, because the call
 * takes the place in the order.
 * @param findId finds out which code is meant; different items do so side by side.
 * @param change gets the ID. That an earlier change failed does not keep it from being made.
 */
export async function changeInOrder<T>(
	{ context }: ApiSession,
	findId: () => Promise<unknown>,
	change: (id: unknown) => Promise<T>,
): Promise<T> {
	const order = orderByRun.get(context) ?? { named: Promise.resolve(), lastByCode: new Map() };
	orderByRun.set(context, order);
	const found = findId();
	// it may fail before its turn has come
	found.catch(ignore);
	const turn = order.named.then(async () => {
		const id = await found;
		return { changed: queueChange(order, toText(id).trim(), async () => await change(id)) };
	});
	order.named = turn.then(ignore, ignore);
	return await (
		await turn
	).changed;
}

async function queueChange<T>(
	{ lastByCode }: ChangeOrder,
	code: string,
	change: () => Promise<T>,
): Promise<T> {
	const changed = (lastByCode.get(code) ?? Promise.resolve()).then(change);
	lastByCode.set(code, changed.then(ignore, ignore));
	return await changed;
}

function ignore(): void {}
