import type { Endpoint } from '../server/endpoint';
import { answerPage } from '../variants/pageAnswer';
import { toPageSource } from '../variants/pageRequest';
import { findQrCode } from './qrCodes';
import type { Scan } from '../store/scanLog';
import type { Variants } from '../variants/variants';

/** What `extraFields` adds to a scan. */
const EXTRA_FIELDS = { language: 'en-US', is_bot: false };

/** The log of the single scans of a code. */
export const listScans: Endpoint = (call) => {
	const { variants, now } = call.store;
	const log = findQrCode(call).scans.visible(now());
	return answerPage(
		call,
		toPageSource('scans', log, variants.scanOrder, (scan) => presentScan(scan, variants)),
	);
};

// Assumed: the log names country and city on every plan; only the analytics are documented to depend on it.
function presentScan(scan: Scan, variants: Variants): object {
	return {
		...(variants.scanIds ? { id: scan.id } : {}),
		qr_code_id: scan.qrCodeId,
		[variants.scanTimeField]: toScanTime(scan.scannedAtMs, variants),
		country: scan.country,
		city: scan.city,
		device: scan.device,
		os: scan.os,
		browser: scan.browser,
		referrer: scan.referrer,
		ip_hash: scan.ipHash,
		...(variants.extraFields ? EXTRA_FIELDS : {}),
	};
}

function toScanTime(timeMs: number, variants: Variants): string {
	const timestamp = new Date(timeMs).toISOString();
	return variants.scanTimePrecision === 's' ? timestamp.replace(/\.\d+Z$/, 'Z') : timestamp;
}
