import { findAddressFault, isWebAddress } from '../../../../nodes/QrCodeStack/input/webAddress';

test.each([
	'https://shop.example',
	'HTTPS://Shop.Example/Path',
	'http://localhost:3000/a?b=c#d',
	'https://user:pass@shop.example/',
	'https://shop.example:443/',
	'https://[::1]:8080/x',
	'https://192.168.0.1/x',
	'https://müller.example/käse',
	'https://shop.example/?next=https://other.example/',
	'https://shop.example/a|b/{c}/~d/(e)',
	'https://maps.example/?q=1,2&z=3@4',
	'https://shop.example/?utm_campaign={{campaign.name}}',
	"https://shop.example/it's",
	'https://under_score.example/',
	'https://shop.example//double',
	'https://https.example/',
	'https://http/',
])('%s can be sent as it stands', (address) => {
	expect(findAddressFault(address)).toBeUndefined();
	expect(isWebAddress(address)).toBe(true);
});

test.each([
	['https:/shop.example/a', 'has one slash behind "https:", where two belong'],
	['https:shop.example', 'has no slash behind "https:", where two belong'],
	['https:///shop.example', 'has 3 slashes behind "https:", where two belong'],
	['https:\\\\shop.example', 'has “\\” at character 7, after "https:"'],
	['https://shop.example\\a', 'has “\\” at character 21, after "https://shop.example"'],
	['https://https://x', 'holds a second "https://" at character 9, after "https://"'],
	['http://https://x', 'holds a second "https://" at character 8, after "http://"'],
	[
		'https://shop.example/my file.pdf',
		'has a space at character 24, after "https://shop.example/my" (write %20 for a space that belongs there)',
	],
	[
		'https://shop.example/a\u00a0b',
		'has a no-break space (U+00A0) at character 23, after "https://shop.example/a"',
	],
	['https://shop.\u200bexample', 'has a zero-width space (U+200B) at character 14, after "https://shop."'],
	['https://shop.example/\u2060a', 'has an invisible character (U+2060) at character 22'],
	['ht\ntps://shop.example', 'must be a full web address'],
	['https://shop\n.example', 'has a line break at character 13'],
	['https://shop[.]example/', 'has “[” in its host name, at character 13, after "https://shop"'],
	['https://shop.example:80:80/', 'is not possible'],
	['https://shop(.)example', 'has “(” in its host name'],
	['https://shop%2eexample', 'has “%” in its host name'],
	['<https://a.example>', 'begins with “<”: enter the address alone'],
	['"https://a.example"', 'begins with a double quote ("): enter the address alone'],
	['[Shop](https://a.example)', 'begins with “[”: enter the address alone'],
	['“https://a.example”', 'begins with a quote of another kind (“): enter the address alone'],
	['https://a.example>', 'has “>” at character 18'],
	['https://a.example/"x"', 'has a double quote (") at character 19'],
	['{{ $json.url }}', 'holds an expression that was not worked out, at character 1'],
	['https://a.example/{{$json.slug}}', 'holds an expression that was not worked out, at character 19'],
	['https://', 'has no host name'],
	['https://?x', 'has no host name'],
	['https://user@/x', 'has no host name'],
	['https://a.example:99999/', 'has the port 99999, and there is none above 65535'],
	['https://a.example:abc/', 'has the port "abc", which is no number'],
	['https://a..example\ud800', 'half of a character'],
	['https://999.999.999.999/', 'has the host name "999.999.999.999", which is not possible'],
	['shop.example', 'must be a full web address that starts with https:// or http://, not "shop.example"'],
	['htps://shop.example', 'must be a full web address that starts with https:// or http://'],
	['javascript:alert(1)', 'must be a full web address'],
	['', 'must be a full web address'],
])('%j is refused with its fault and the place', (address, fault) => {
	expect(findAddressFault(address)).toContain(fault);
	expect(isWebAddress(address)).toBe(false);
});

test('an address that passes is the one that a browser opens: nothing in it needs repair', () => {
	for (const address of ['https://shop.example/a', 'http://shop.example/?b=c']) {
		expect(new URL(address).href).toBe(address);
	}
});
