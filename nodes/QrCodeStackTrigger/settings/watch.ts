import type { TriggerSettings } from './settings';

/** Up to this many codes, reading each log costs no more than a list that says which ones moved. */
const MAX_READ_WITHOUT_LIST = 3;

/** Whether the list of codes is not asked for: a few chosen codes are read directly. */
export function isReadWithoutList(watch: TriggerSettings['watch']): boolean {
	return watch.kind === 'shortLink' || (watch.kind === 'ids' && watch.ids.length <= MAX_READ_WITHOUT_LIST);
}
