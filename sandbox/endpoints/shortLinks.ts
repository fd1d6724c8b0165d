import { Refusal, answerOrRefuse, notFound } from '../server/answers';
import { newScan, type Store } from '../store/store';
import type { SandboxRequest, SandboxResponse } from '../store/types';
import { readVisitor } from '../store/visitors';

export const SHORT_LINK_PREFIX = '/r/';

/** Sends a phone on to a code's destination and records the scan, without any key. */
export function followShortLink(store: Store, request: SandboxRequest): SandboxResponse {
	return answerOrRefuse(store.variants, () => redirect(store, request));
}

function redirect(store: Store, { method, path, headers }: SandboxRequest): SandboxResponse {
	if (method !== 'GET' && method !== 'HEAD') {
		throw new Refusal({
			status: 405,
			code: 'method_not_allowed',
			message: 'A short link can only be followed',
		});
	}
	const qrCode = store.byShortCode.get(path.slice(SHORT_LINK_PREFIX.length));
	if (!qrCode) throw notFound('Short link');
	if (qrCode.deletedAtMs !== undefined) {
		throw new Refusal({ status: 410, code: 'gone', message: 'This QR code has been deleted' });
	}
	if (method === 'GET') {
		const nowMs = store.now();
		const visitor = readVisitor(headers, store.random);
		qrCode.scans.add([newScan(store, qrCode, { ...visitor, scannedAtMs: nowMs, visibleAtMs: nowMs })]);
	}
	return {
		status: 302,
		headers: { location: qrCode.fields.destination_url, 'cache-control': 'no-store' },
		body: undefined,
	};
}
