import { decodeQrCode, hasId, type QrCodeWithId } from '../../shared/api/decode/qrCode';
import { listQrCodes } from '../../shared/api/endpoints';
import type { ApiSession } from '../../shared/http/session';
import { Paginator } from '../../shared/paging/paginator';
import { clock } from '../../shared/util/clock';

/** One read of the list of codes. It can be cut short between two pages and be taken up by a later poll. */
export class CodeListRead {
	readonly startedAtMs = clock.nowMs();
	readonly codes = new Map<string, QrCodeWithId>();
	readonly withoutId: unknown[] = [];
	private readonly pages = new Paginator({ endpoint: listQrCodes });

	get isComplete(): boolean {
		return this.pages.isDone;
	}

	/** @throws {ConnectorError} when the call does not work out; the read can be taken up again. */
	async readPage(session: ApiSession): Promise<void> {
		for (const row of await this.pages.readPage(session)) {
			const code = decodeQrCode(row);
			if (hasId(code)) this.codes.set(code.id, code);
			else this.withoutId.push(row);
		}
	}
}
