import { QR_CODE_FACTS } from '../../nodes/shared/api/contract';
import { Refusal, invalid, notFound, success } from '../server/answers';
import { respell } from '../variants/spelling';
import type { SandboxResponse } from '../store/types';
import type { Call, Endpoint } from '../server/endpoint';
import { linkToImage } from './images';
import { answerPage } from '../variants/pageAnswer';
import { toPageSource } from '../variants/pageRequest';
import { hasRoomForQrCode, storeQrCode, type Account, type QrCode, type Store } from '../store/store';
import { parseCreation, parseUpdate } from './validation';

/** What `extraFields` adds to a QR code. */
const EXTRA_FIELDS = { tags: ['sandbox'], folder: { id: 7, name: 'Unheard of' }, is_favorite: false };

export const createQrCode: Endpoint = ({ store, account, body }) => {
	const creation = parseCreation(body);
	if ('issues' in creation) throw invalid(creation.issues);
	if (!hasRoomForQrCode(account)) throw qrCodeLimitReached(account);
	const qrCode = storeQrCode(store, account, creation.fields);
	return answerQrCode(store, qrCode, 201);
};

export const listQrCodes: Endpoint = (call) => {
	const { store, account } = call;
	const list = store.variants.listDeleted ? account.all : account.live;
	return answerPage(
		call,
		toPageSource('qr_codes', list, 'newest_first', (qrCode) => presentQrCode(store, qrCode)),
	);
};

export const getQrCode: Endpoint = (call) => answerQrCode(call.store, findQrCode(call));

export const updateQrCode: Endpoint = (call) => {
	const qrCode = findQrCode(call);
	const changes = parseUpdate(call.body);
	// Assumed: a design is changed field by field, so that a new colour doesn't lose the logo.
	const design = { ...qrCode.fields.render_customizations, ...changes.render_customizations };
	qrCode.fields = { ...qrCode.fields, ...changes, render_customizations: design };
	qrCode.updatedAtMs = call.store.now();
	return answerQrCode(call.store, qrCode);
};

export const deleteQrCode: Endpoint = (call) => {
	const { store, account } = call;
	const qrCode = findQrCode(call);
	qrCode.deletedAtMs = store.now();
	account.live.remove(qrCode);
	switch (store.variants.deleteAnswer) {
		case 'object':
			return answerQrCode(store, qrCode);
		case '204':
			return { status: 204, headers: {}, body: undefined };
		case 'empty200':
			return { status: 200, headers: {}, body: undefined };
	}
};

/** The live code that the path names; a deleted one and another account's are equally unknown. */
export function findQrCode({ account, id }: Call): QrCode {
	const qrCode = account.qrCodes.get(id);
	if (!qrCode || qrCode.deletedAtMs !== undefined) throw notFound('QR code');
	return qrCode;
}

/** An answer with a single code (A3). */
function answerQrCode(store: Store, qrCode: QrCode, status = 200): SandboxResponse {
	const code = presentQrCode(store, qrCode);
	const data = store.variants.singleAnswer === 'wrapped' ? { qr_code: code } : code;
	return success(store.variants, data, { status });
}

/** A code as the API shows it (A3). */
export function presentQrCode(store: Store, qrCode: QrCode): object {
	const { variants } = store;
	const extra = variants.extraFields ? EXTRA_FIELDS : {};
	const raw = {
		id: qrCode.id,
		...qrCode.fields,
		short_url: `${store.publicOrigin}/r/${qrCode.shortCode}`,
		...linkToImage(store, qrCode),
		...countScans(store, qrCode),
		created_at: toTimestamp(qrCode.createdAtMs),
		updated_at: toTimestamp(qrCode.updatedAtMs),
		...(qrCode.deletedAtMs === undefined ? {} : { deleted_at: toTimestamp(qrCode.deletedAtMs) }),
		...extra,
	};
	const shown = variants.codeFields === 'id_only' ? { id: qrCode.id, ...extra } : raw;
	return respell(shown, QR_CODE_FACTS, variants.codeSpelling);
}

// Which status this is isn't documented; 403 is what other limits of the plan answer.
export function qrCodeLimitReached(account: Account): Refusal {
	return new Refusal({
		status: 403,
		code: 'qr_limit_reached',
		message: `Your plan allows ${account.qrCodeLimit} dynamic QR codes`,
	});
}

function countScans({ variants, now }: Store, qrCode: QrCode): object {
	switch (variants.scanCounter) {
		case 'none':
			return {};
		case 'stale':
			return { scan_count: 0 };
		default:
			return { [variants.scanCounter]: qrCode.scans.visible(now()).length };
	}
}

function toTimestamp(timeMs: number): string {
	return new Date(timeMs).toISOString();
}
