import type { QrCodeWithId } from '../../../../nodes/shared/api/decode/qrCode';

/** A code as a list shows it. */
export function codeWith(facts: Partial<QrCodeWithId> = {}): QrCodeWithId {
	return { id: 'q1', isDeleted: false, raw: {}, ...facts };
}

export const DAY = 86_400_000;

/** A look at the codes, a good while after the baseline. */
export const CONTEXT = {
	nowMs: 1_764_500_000_000,
	startMs: 1_764_000_000_000,
	isContinuous: true,
	areScansCounted: true,
	lastScans: new Map<string, number | undefined>(),
};
