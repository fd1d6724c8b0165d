import type { INodePropertyOptions } from 'n8n-workflow';

import { toFilterText } from './filterText';

/** The devices that lists offer. */
export const DEVICE_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Desktop', value: 'desktop' },
	{ name: 'Mobile', value: 'mobile' },
	{ name: 'Tablet', value: 'tablet' },
];

/** Other words for the three devices of the lists; what else an API may say stands for itself. */
const DEVICE_WORDS: ReadonlyMap<string, string> = new Map([
	['phone', 'mobile'],
	['smartphone', 'mobile'],
	['mobile phone', 'mobile'],
	['computer', 'desktop'],
	['pc', 'desktop'],
	['laptop', 'desktop'],
	['ipad', 'tablet'],
]);

/** The word by which a device is compared: "Smartphone" and "mobile" are the same one. */
export function toDevice(word: string): string {
	const text = toFilterText(word);
	return DEVICE_WORDS.get(text) ?? text;
}
