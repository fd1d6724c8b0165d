import {
	addQrCodes,
	addScans,
	parseControl,
	setLimits,
	type AddedQrCode,
	type LimitsInput,
	type QrCodesInput,
	type ScansInput,
} from '../control/control';
import { CONTROL_PREFIX, answerControl } from '../control/controlRoutes';
import { FaultQueue, faultSchema, reachesApi, spoil, type Fault, type FaultInput } from '../faults/faults';
import { answerApi, findAccountByKey } from '../faults/gate';
import { RequestLog } from './requestLog';
import { matchRoute, type RouteMatch } from './routes';
import type { Scan } from '../store/scanLog';
import { IMAGE_PREFIX, answerImage } from '../endpoints/images';
import { SHORT_LINK_PREFIX, followShortLink } from '../endpoints/shortLinks';
import {
	DEFAULT_ACCOUNTS,
	createStore,
	type Account,
	type AccountSettings,
	type Store,
} from '../store/store';
import type { SandboxRequest, SandboxResponse } from '../store/types';
import { variantsSchema, type Variants, type VariantsInput } from '../variants/variants';

export { SANDBOX_KEYS, type AccountSettings } from '../store/store';
export type { SandboxRequest, SandboxResponse } from '../store/types';

export interface SandboxApiOptions {
	/** Epoch milliseconds; a simulation passes its virtual clock. */
	now?: () => number;
	/** The origin of short links and of links between pages. */
	publicOrigin?: string;
	accounts?: readonly AccountSettings[];
	/** Makes ids and visitors; the same seed makes the same ones. */
	seed?: number;
	/** The length of the minute's window. */
	windowMs?: number;
	/** What it plays from the start, and again after a reset. */
	variants?: VariantsInput;
}

const changesSchema = variantsSchema.partial();

const NO_ANSWER: SandboxResponse = { status: 0, headers: {}, body: undefined };

/** The whole QRCodeStack API as far as it is known or assumed, without a network. */
export class SandboxApi {
	/** Every request except those to the control endpoint. */
	readonly requests = new RequestLog();
	private readonly faults = new FaultQueue();
	private store: Store;

	constructor(private readonly options: SandboxApiOptions = {}) {
		const origin = options.publicOrigin ?? 'http://127.0.0.1';
		this.store = this.openStore({ publicOrigin: origin, apiOrigin: origin });
	}

	/** Answers one request, faults included; carrying out the faults of the wire is the caller's. */
	handle(request: SandboxRequest): SandboxResponse {
		if (request.path === CONTROL_PREFIX || request.path.startsWith(`${CONTROL_PREFIX}/`)) {
			return answerControl(this, request);
		}
		const fault = this.faults.take(request.method, request.path);
		const match = matchRoute(request.method, request.path);
		const account = findAccountByKey(this.store, request);
		const answer = fault && !reachesApi(fault) ? NO_ANSWER : this.answer(request, match, account);
		const response = fault ? spoil(fault, answer, this.store.now()) : answer;
		const prefix = publicPrefixOf(request);
		this.log(request, {
			endpoint: prefix ? `${prefix}{code}` : (match?.template ?? 'unknown'),
			key: prefix ? 'public' : (account?.label ?? 'unknown'),
			status: response.status,
			fault,
		});
		return response;
	}

	get variants(): Variants {
		return this.store.variants;
	}

	set publicOrigin(origin: string) {
		this.store.publicOrigin = origin;
	}

	/** Where the API answers, and with it the images of codes. */
	set apiOrigin(origin: string) {
		this.store.apiOrigin = origin;
	}

	/** Changes the named variants and leaves the others as they are. */
	setVariants(changes: VariantsInput): Variants {
		const changed = parseControl(changesSchema, changes);
		this.store.variants = { ...this.store.variants, ...changed };
		return this.store.variants;
	}

	/** Queues faults; each strikes the next requests that it fits. */
	addFaults(...faults: FaultInput[]): void {
		const parsed = faults.map((fault) => parseControl(faultSchema, fault));
		for (const fault of parsed) this.faults.add(fault);
	}

	waitingFaults(): Fault[] {
		return this.faults.waiting();
	}

	clearFaults(): void {
		this.faults.clear();
	}

	addScans(input: ScansInput): Scan[] {
		return addScans(this.store, input);
	}

	addQrCodes(input: QrCodesInput = {}): AddedQrCode[] {
		return addQrCodes(this.store, input);
	}

	setLimits(input: LimitsInput): void {
		setLimits(this.store, input);
	}

	describeAccounts(): object[] {
		return this.store.accounts.map(({ label, plan, qrCodeLimit, live, windows }) => ({
			label,
			plan,
			...windows.limits,
			monthUsed: windows.usedThisMonth(this.store.now()),
			qrCodeLimit,
			qrCodes: live.length,
		}));
	}

	/** Puts everything back to the start: accounts, codes, limits, variants, faults and the request log. */
	reset(): void {
		this.store = this.openStore(this.store);
		this.faults.clear();
		this.requests.clear();
	}

	private openStore({ publicOrigin, apiOrigin }: Pick<Store, 'publicOrigin' | 'apiOrigin'>): Store {
		const { now = Date.now, accounts = DEFAULT_ACCOUNTS, seed = 1, windowMs } = this.options;
		const variants = variantsSchema.parse(this.options.variants ?? {});
		const store = createStore({ now, publicOrigin, apiOrigin, variants, accounts, seed });
		if (windowMs !== undefined) setLimits(store, { windowMs });
		return store;
	}

	private answer(
		request: SandboxRequest,
		match: RouteMatch | undefined,
		account: Account | undefined,
	): SandboxResponse {
		switch (publicPrefixOf(request)) {
			case SHORT_LINK_PREFIX:
				return followShortLink(this.store, request);
			case IMAGE_PREFIX:
				return answerImage(this.store, request);
			default:
				return answerApi(this.store, { request, match, account });
		}
	}

	private log(
		{ method, path, query }: SandboxRequest,
		{ endpoint, key, status, fault }: { endpoint: string; key: string; status: number; fault?: Fault },
	): void {
		this.requests.add({
			atMs: this.store.now(),
			key,
			method,
			endpoint,
			path,
			query,
			status,
			...(fault ? { fault: fault.kind } : {}),
		});
	}
}

/** What people open without a key: the start of its path; undefined for the API itself. */
function publicPrefixOf({ path }: SandboxRequest): string | undefined {
	return [SHORT_LINK_PREFIX, IMAGE_PREFIX].find((prefix) => path.startsWith(prefix));
}
