import fc from 'fast-check';

import { mergeUtm, type Utm } from '../../../../../nodes/QrCodeStack/input/utm/mergeUtm';
import { findAddressFault } from '../../../../../nodes/QrCodeStack/input/webAddress';

const SPRING: Utm = { utm_campaign: 'spring sale' };

test.each<[string, Utm, string]>([
	['https://a.example', SPRING, 'https://a.example?utm_campaign=spring%20sale'],
	['https://a.example/', SPRING, 'https://a.example/?utm_campaign=spring%20sale'],
	['https://a.example/x?', SPRING, 'https://a.example/x?utm_campaign=spring%20sale'],
	['https://a.example/x?b=1', SPRING, 'https://a.example/x?b=1&utm_campaign=spring%20sale'],
	['https://a.example/x?b=1&', SPRING, 'https://a.example/x?b=1&utm_campaign=spring%20sale'],
	['https://a.example/#top', SPRING, 'https://a.example/?utm_campaign=spring%20sale#top'],
	['https://a.example/#/p?x=1', SPRING, 'https://a.example/?utm_campaign=spring%20sale#/p?x=1'],
	['https://a.example/?a=%41+b&c#f', SPRING, 'https://a.example/?a=%41+b&c&utm_campaign=spring%20sale#f'],
	['https://a.example/?utm_campaign=old&z=1', SPRING, 'https://a.example/?utm_campaign=spring%20sale&z=1'],
	[
		'https://a.example/?utm_campaign&z=1&utm_campaign=older',
		SPRING,
		'https://a.example/?utm_campaign=spring%20sale&z=1',
	],
	['https://a.example/?utm%5Fcampaign=old', SPRING, 'https://a.example/?utm_campaign=spring%20sale'],
	[
		'https://a.example/?UTM_Campaign=other',
		SPRING,
		'https://a.example/?UTM_Campaign=other&utm_campaign=spring%20sale',
	],
	['https://a.example/?100%&b', SPRING, 'https://a.example/?100%&b&utm_campaign=spring%20sale'],
	[
		'https://a.example',
		{ utm_term: 'Frühling & Käse' },
		'https://a.example?utm_term=Fr%C3%BChling%20%26%20K%C3%A4se',
	],
	['https://a.example', { utm_term: 'a#b?c=d+e' }, 'https://a.example?utm_term=a%23b%3Fc%3Dd%2Be'],
	['https://a.example', { utm_term: '100%' }, 'https://a.example?utm_term=100%25'],
	['https://a.example', { utm_term: '50% off' }, 'https://a.example?utm_term=50%25%20off'],
	['https://a.example', { utm_term: 'spring%20sale' }, 'https://a.example?utm_term=spring%20sale'],
	['https://a.example', { utm_term: '%E0%A4%A' }, 'https://a.example?utm_term=%25E0%25A4%25A'],
	[
		'https://a.example',
		{ utm_source: 'flyer', utm_medium: 'qr' },
		'https://a.example?utm_source=flyer&utm_medium=qr',
	],
	['https://a.example/?x#y', {}, 'https://a.example/?x#y'],
])('%s with %j is %s', (address, utm, expected) => {
	expect(mergeUtm(address, utm)).toBe(expected);
});

const NAMES = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'utm_id'] as const;
const values = fc.oneof(
	fc.string({ minLength: 1, unit: 'grapheme' }).map((text) => text.toWellFormed()),
	fc.constantFrom('spring sale', 'Frühling', '100%', 'a%20b', '%', '%%20', 'a&b=c#d?e'),
);
const utms = fc.dictionary(fc.constantFrom(...NAMES), values, { noNullPrototype: true }) as fc.Arbitrary<Utm>;
const pieces = fc.constantFrom(
	'a=1',
	'b',
	'',
	'c=%20',
	'utm_source=x',
	'utm_sourcex=1',
	'utm%5Fterm=2',
	'%',
	'x=a+b',
	'utm_id',
);
const addresses = fc
	.tuple(
		fc.constantFrom(
			'https://a.example',
			'https://a.example/',
			'http://a.example:81/p/q',
			'https://ä.example/%41',
		),
		fc.option(fc.array(pieces, { maxLength: 6 }), { nil: undefined }),
		fc.constantFrom('', '#', '#top', '#/p?utm_source=y&z'),
	)
	.map(([start, query, fragment]) => start + (query ? `?${query.join('&')}` : '') + fragment);

/** What the query of an address holds, by a parser of its own kind. */
const read = (address: string) => new URL(address).searchParams;

test('merging once more changes nothing', () => {
	fc.assert(
		fc.property(addresses, utms, (address, utm) => {
			const once = mergeUtm(address, utm);
			return mergeUtm(once, utm) === once;
		}),
	);
});

test('everything but the parameters that are given stays byte for byte, in its order', () => {
	const rest = (address: string, utm: Utm) => {
		const [beforeFragment = '', ...fragment] = address.split('#');
		const [start, ...query] = beforeFragment.split('?');
		const others = query
			.join('?')
			.split('&')
			.filter((piece) => {
				const name = (piece.split('=')[0] ?? '').replace(/%5f/i, '_');
				return !Object.hasOwn(utm, name);
			});
		return [start, others.filter((piece) => piece !== ''), fragment];
	};
	fc.assert(
		fc.property(addresses, utms, (address, utm) => {
			expect(rest(mergeUtm(address, utm), utm)).toEqual(rest(address, utm));
		}),
	);
});

test('whoever reads the address finds each value once, as it was written', () => {
	fc.assert(
		fc.property(addresses, utms, (address, utm) => {
			const found = read(mergeUtm(address, utm));
			for (const [name, value] of Object.entries(utm)) {
				const isEncoded = /^[\w.~!*'()-]*(?:%[\da-f]{2}[\w.~!*'()-]*)+$/i.test(value);
				expect(found.getAll(name)).toEqual([isEncoded ? tryDecode(value) : value]);
			}
		}),
	);
});

test('an address that could be sent still can', () => {
	fc.assert(
		fc.property(addresses, utms, (address, utm) => findAddressFault(mergeUtm(address, utm)) === undefined),
	);
});

function tryDecode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
