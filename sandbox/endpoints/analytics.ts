import { success } from '../server/answers';
import type { Endpoint } from '../server/endpoint';
import { findQrCode } from './qrCodes';
import type { Scan } from '../store/scanLog';

/** Sums up the very scans that the log shows. */
export const getAnalytics: Endpoint = (call) => {
	const { store, account } = call;
	const qrCode = findQrCode(call);
	const scans = qrCode.scans.visible(store.now()).all();
	const geolocation = {
		by_country: countBy(scans, 'country', (scan) => scan.country),
		by_city: countBy(scans, 'city', (scan) => scan.city),
	};
	const summary = {
		qr_code_id: qrCode.id,
		total_scans: scans.length,
		unique_scans: new Set(scans.map((scan) => scan.ipHash)).size,
		by_day: countBy(scans, 'date', (scan) => new Date(scan.scannedAtMs).toISOString().slice(0, 10)),
		by_device: countBy(scans, 'device', (scan) => scan.device),
		by_os: countBy(scans, 'os', (scan) => scan.os),
		by_browser: countBy(scans, 'browser', (scan) => scan.browser),
		...(account.plan === 'advanced' ? geolocation : {}),
	};
	switch (store.variants.analyticsForm) {
		case 'object':
			return success(store.variants, summary);
		case 'list':
			return success(store.variants, summary.by_day);
		case 'empty_list':
			return success(store.variants, []);
		case 'null':
			return success(store.variants, null);
	}
};

function countBy(scans: readonly Scan[], member: string, keyOf: (scan: Scan) => string): object[] {
	const counts = new Map<string, number>();
	for (const scan of scans) counts.set(keyOf(scan), (counts.get(keyOf(scan)) ?? 0) + 1);
	return [...counts].map(([key, count]) => ({ [member]: key, scans: count }));
}
