import fc from 'fast-check';

import { redactText, redactValue, tidyText } from '../../../../nodes/shared/util/redact';

const KEY = `qrs_${'0a1b2c3d'.repeat(8)}`;

test('takes the key out of whatever comes, and leaves the rest as it was', () => {
	const anyKey = fc.stringMatching(/^[\x21-\x7e]{8,40}$/);
	fc.assert(
		fc.property(anyKey, fc.jsonValue(), fc.string(), (key, value, around) => {
			fc.pre(!'[hidden key]'.includes(key));
			const hostile = { value, text: `${around}${key}${around}`, [`${key}x`]: [{ deep: key }], n: 5 };
			const redacted = redactValue(hostile, key);
			const texts: unknown[] = [];
			JSON.stringify(redacted, (name, entry: unknown) => (texts.push(name, entry), entry));
			for (const text of texts) if (typeof text === 'string') expect(text).not.toContain(key);
			expect(redacted.n).toBe(5);
		}),
	);
});

test('leaves an answer without the key untouched, not even copied', () => {
	const answer = { id: 'q1', list: [{ a: null }, 5] };
	expect(redactValue(answer, KEY)).toBe(answer);
});

test('a key of digits harms no number', () => {
	const answer = { id: 1234567890, note: 'key 12345678' };
	expect(redactValue(answer, '12345678')).toEqual({ id: 1234567890, note: 'key [hidden key]' });
});

test('a key as short as a word hides nothing', () => {
	expect(redactValue({ a: 'test' }, 'test')).toEqual({ a: 'test' });
	expect(redactText('test', 'test')).toBe('test');
});

test('hides in texts whatever has the shape of a key', () => {
	expect(redactText(`${KEY} and QRS_deadbeef99, not qrs_code`, 'another-key')).toBe(
		'[hidden key] and [hidden key], not qrs_code',
	);
});

test('a quoted text is one line, without markup, cut between characters', () => {
	expect(tidyText('<b>a</b>\r\n\tb\u0000')).toBe('b a /b b');
	// these would put a new line, or turn around what stands behind them
	expect(tidyText('a\u2028b\u2029c\u202ed\u2066e')).toBe('a b c d e');
	expect(tidyText(`${'x'.repeat(499)}😀`).isWellFormed()).toBe(true);
	expect(tidyText('x'.repeat(10_000))).toHaveLength(500);
});
