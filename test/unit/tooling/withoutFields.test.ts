import { hollow } from '../../../scripts/build/withoutFields.js';

test.each<[unknown, string]>([
	[{ displayName: 'Size', name: 'size', type: 'number', default: 1 }, '{}'],
	[[{ displayName: 'Size', name: 'size', type: 'number', default: 1 }], '[]'],
	[() => ({ displayName: 'Size' }), '() => ({})'],
	[{ raw: 'raw', simplified: 'simplified' }, '{"raw":"raw","simplified":"simplified"}'],
	[1000, '1000'],
	['data', '"data"'],
])('of a file of fields, the bundle keeps what code compares with: %j', (value, expected) => {
	expect(hollow(value)).toBe(expected);
});
