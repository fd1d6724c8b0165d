import axios, { type AxiosInstance } from 'axios';

import type { AddedQrCode, LimitsInput, QrCodesInput, ScansInput } from '../../../sandbox/control/control';
import type { FaultInput } from '../../../sandbox/faults/faults';
import type { LoggedRequest, RequestFilter } from '../../../sandbox/server/requestLog';
import type { VariantsInput } from '../../../sandbox/variants/variants';

/** Steers a running sandbox over HTTP. */
export class SandboxControl {
	private readonly http: AxiosInstance;

	constructor(readonly origin: string) {
		this.http = axios.create({ baseURL: `${origin}/_control`, timeout: 30_000 });
	}

	async setVariants(variants: VariantsInput): Promise<void> {
		await this.http.put('/variants', variants);
	}

	async setLimits(limits: LimitsInput): Promise<void> {
		await this.http.put('/limits', limits);
	}

	async addFaults(...faults: FaultInput[]): Promise<void> {
		await this.http.post('/faults', faults);
	}

	async clearFaults(): Promise<void> {
		await this.http.delete('/faults');
	}

	async addQrCodes(input: QrCodesInput): Promise<AddedQrCode[]> {
		const { data } = await this.http.post<{ data: { qrCodes: AddedQrCode[] } }>('/codes', input);
		return data.data.qrCodes;
	}

	/** One code of an account, with nothing but defaults besides. */
	async addQrCode(account: string, name: string): Promise<AddedQrCode> {
		const [qrCode] = await this.addQrCodes({ account, name });
		return qrCode!;
	}

	async addScans(input: ScansInput): Promise<void> {
		await this.http.post('/scans', input);
	}

	/** The requests that fit, oldest first. */
	async listRequests(filter: RequestFilter): Promise<LoggedRequest[]> {
		const { data } = await this.http.get<{ data: { latest: LoggedRequest[] } }>('/requests', {
			params: filter,
		});
		return data.data.latest;
	}

	/** How many requests the sandbox got that fit. */
	async countRequests(filter: RequestFilter): Promise<number> {
		const { data } = await this.http.get<{ data: { total: number } }>('/requests', { params: filter });
		return data.data.total;
	}
}
