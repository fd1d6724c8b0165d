import type { IExecuteFunctions } from 'n8n-workflow';

import { readItemParameter } from '../../../../nodes/QrCodeStack/input/itemParameter';

/** Answers each read with the item's number, as an expression could; `reads` names them. */
function contextWith(parameters: object) {
	const reads: string[] = [];
	const context = {
		getNode: () => ({ parameters }),
		getNodeParameter: (name: string, itemIndex: number) => {
			reads.push(`${name} of ${itemIndex}`);
			return `${name} of ${itemIndex}`;
		},
	} as unknown as IExecuteFunctions;
	const read = (name: string) => [0, 1, 2].map((item) => readItemParameter(context, name, item, ''));
	return { read, reads };
}

it.each([
	['a text', { type: 'url' }, 'type'],
	['a collection', { type: { color: '#000', sizes: [1, 2] } }, 'type'],
	['a member of a collection', { type: { color: '#000' } }, 'type.color'],
	['nothing', {}, 'type'],
	['a text with an equals sign within', { type: 'a=b' }, 'type'],
])('reads %s once for all items', (_what, parameters, name) => {
	const { read, reads } = contextWith(parameters);
	expect(read(name)).toEqual([`${name} of 0`, `${name} of 0`, `${name} of 0`]);
	expect(reads).toHaveLength(1);
});

it.each([
	['an expression', { type: '={{ $json.type }}' }, 'type'],
	['an expression deep within', { type: { shapes: [{ shape: '=dots' }] } }, 'type'],
	['a member whose neighbour is an expression', { type: { color: '#000', shape: '=dots' } }, 'type.color'],
])('reads %s for each item', (_what, parameters, name) => {
	const { read } = contextWith(parameters);
	expect(read(name)).toEqual([`${name} of 0`, `${name} of 1`, `${name} of 2`]);
});

it('does not take one node for another', () => {
	const first = contextWith({ type: 'url' });
	const second = contextWith({ type: 'text' });
	first.read('type');
	second.read('type');
	expect(second.reads).toEqual(['type of 0']);
});
