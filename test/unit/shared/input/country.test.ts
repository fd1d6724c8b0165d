import { countryCode, countryName, getCountries } from '../../../../nodes/shared/input/country';

test.each([
	...['DE', 'de', ' De ', '276', 'Germany', 'germany', 'GERMANY', 'Deutschland', 'Allemagne', 'Alemania'].map(
		(text) => [text, 'DE'],
	),
	...['US', 'USA', 'United States', 'The United States', 'United States of America'].map((text) => [
		text,
		'US',
	]),
	...['UK', 'GB', 'United Kingdom', 'Great Britain'].map((text) => [text, 'GB']),
	...['Österreich', 'Osterreich', 'Austria'].map((text) => [text, 'AT']),
	...['Switzerland', 'Schweiz', 'Suisse', 'Svizzera'].map((text) => [text, 'CH']),
	...['日本', 'Japan'].map((text) => [text, 'JP']),
	...['Türkiye', 'Turkey', 'Türkei'].map((text) => [text, 'TR']),
	['Czech Republic', 'CZ'],
	['Hong Kong', 'HK'],
	['Bosnia and Herzegovina', 'BA'],
	["Côte d'Ivoire", 'CI'],
])('%s is the country %s', (text, code) => {
	expect(countryCode(text)).toBe(code);
});

test.each([
	'',
	' ',
	'Germny',
	'XX',
	'ZZ',
	'EU',
	'Berlin',
	'999',
	'Unknown',
	'__proto__',
	'x'.repeat(100_000),
])('%.20s is no country', (text) => {
	expect(countryCode(text)).toBeUndefined();
});

test('the list has every country once, with its name, in the order of the names', async () => {
	const options = await getCountries();
	const names = options.map(({ name }) => name);

	expect(options).toContainEqual({ name: 'Germany (DE)', value: 'DE' });
	expect(options.length).toBeGreaterThan(240);
	expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
	expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
	expect(options.map(({ value }) => countryCode(String(value)))).toEqual(options.map(({ value }) => value));
});

test('every name in the list means its country, too', async () => {
	for (const { value } of await getCountries()) expect(countryCode(countryName(String(value)))).toBe(value);
});
