import type { Endpoint } from '../server/endpoint';
import { SCAN_FACTS } from '../../nodes/shared/api/contract';
import { respell } from '../variants/spelling';
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
	const raw = {
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
	return respell(raw, SCAN_FACTS, variants.scanSpelling);
}

function toScanTime(timeMs: number, { scanTimeForm, scanTimePrecision }: Variants): unknown {
	const isWhole = scanTimePrecision === 's';
	const timestamp = new Date(timeMs).toISOString();
	const text = isWhole ? timestamp.replace(/\.\d+Z$/, 'Z') : timestamp;
	const seconds = isWhole ? Math.floor(timeMs / 1_000) : timeMs / 1_000;
	switch (scanTimeForm) {
		case 'rfc3339':
			return text;
		case 'no_zone':
			return text.replace('Z', '');
		case 'epoch_seconds':
			return seconds;
		case 'epoch_ms':
			return Math.round(seconds * 1_000);
		case 'epoch_text':
			return String(seconds);
	}
}
