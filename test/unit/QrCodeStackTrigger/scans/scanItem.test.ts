import { readScans } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import { toRawScanItem, toScanItem } from '../../../../nodes/QrCodeStackTrigger/scans/scanItem';

const CODE = {
	id: 'q1',
	name: 'Menu',
	short_url: 'https://q.rs/1',
	destination_url: 'https://a.example',
	x: 1,
};
const itemOf = (row: object, code: typeof CODE | undefined = CODE) =>
	toScanItem(readScans([row])[0]!, 'q1', code).json;

const ROW = {
	id: 's1',
	qr_code_id: 'q1',
	scanned_at: '2026-11-22T08:00:00.000Z',
	country: 'DE',
	city: 'Berlin',
	device: 'mobile',
	os: 'iOS',
	browser: 'Safari',
	referrer: null,
	ip_hash: 'abc',
};

test('an item says when, which code, where and with what, each once, and then what else there is', () => {
	expect(Object.entries(itemOf(ROW))).toEqual([
		['scannedAt', '2026-11-22T08:00:00.000Z'],
		['scanId', 's1'],
		['qrCode', { id: 'q1', name: 'Menu', shortUrl: 'https://q.rs/1', destinationUrl: 'https://a.example' }],
		['country', 'DE'],
		['city', 'Berlin'],
		['device', 'mobile'],
		['os', 'iOS'],
		['browser', 'Safari'],
		['referrer', null],
		['ip_hash', 'abc'],
	]);
});

test('the names stay the same where the API has others, and what it does not tell is null', () => {
	const row = { event_id: 7, timestamp: 1_763_800_000, geo: { country_code: 'DE' }, device_type: 'tablet' };

	expect(itemOf(row)).toEqual({
		scannedAt: '2025-11-22T08:26:40.000Z',
		scanId: '7',
		qrCode: expect.objectContaining({ id: 'q1' }) as unknown,
		country: 'DE',
		city: null,
		device: 'tablet',
		os: null,
		browser: null,
		referrer: null,
		geo: { country_code: 'DE' },
	});
});

test('what says more than our own field stays: another spelling of the country, an object, another time', () => {
	const row = {
		...ROW,
		country: { code: 'DE', name: 'Germany' },
		country_name: 'Germany',
		created_at: '2026-11-22T08:05:00Z',
	};

	expect(itemOf(row)).toMatchObject({
		country: 'DE',
		country_name: 'Germany',
		created_at: '2026-11-22T08:05:00Z',
		raw: { country: { code: 'DE', name: 'Germany' } },
	});
});

test('a member of the API that is called raw is not lost', () => {
	expect(itemOf({ ...ROW, raw: 'x' }).raw).toEqual({ raw: 'x' });
	expect(itemOf({ ...ROW, raw: 'x', os: { name: 'iOS', version: 17 } }).raw).toEqual({
		raw: 'x',
		os: { name: 'iOS', version: 17 },
	});
});

test('without the code, its ID is there all the same', () => {
	expect(toScanItem(readScans([ROW])[0]!, 'q1', undefined).json.qrCode).toEqual({ id: 'q1' });
});

test('raw is what the API sent, and nothing else', () => {
	expect(toRawScanItem(readScans([ROW])[0]!).json).toEqual(ROW);
});
