import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import {
	SANDBOX_KEYS,
	startSandbox,
	type RunningSandbox,
	type StartOptions,
} from '../../sandbox/server/server';
import type { VariantsInput } from '../../sandbox/variants/variants';

/** Answers of the API are what these tests are about, so that nothing types them beforehand. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = AxiosResponse<any>;

/** A clock that moves only when told to. */
export interface FakeClock {
	now: () => number;
	advance: (ms: number) => void;
	setTo: (time: string) => void;
}

const START = '2026-03-10T12:00:00.000Z';

export function createClock(): FakeClock {
	let nowMs = Date.parse(START);
	return {
		now: () => nowMs,
		advance: (ms) => {
			nowMs += ms;
		},
		setTo: (time) => {
			nowMs = Date.parse(time);
		},
	};
}

export interface Bench {
	sandbox: RunningSandbox;
	clock: FakeClock;
	pro: AxiosInstance;
	advanced: AxiosInstance;
	starter: AxiosInstance;
	anyone: AxiosInstance;
	/** Puts sandbox and clock back to the start. */
	reset: () => void;
	/** Changes the named variants and leaves the others. */
	vary: (variants: VariantsInput) => void;
	/** Asks for the codes of the Advanced account. */
	listCodes: (params?: object) => Promise<Answer>;
}

/** A running sandbox with a still clock, and a client for each key. */
export async function openBench(options: StartOptions = {}): Promise<Bench> {
	const clock = createClock();
	const sandbox = await startSandbox({ now: clock.now, ...options });
	const advanced = createClient(sandbox.url, SANDBOX_KEYS.advanced);
	return {
		sandbox,
		clock,
		pro: createClient(sandbox.url, SANDBOX_KEYS.pro),
		advanced,
		starter: createClient(sandbox.url, SANDBOX_KEYS.starter),
		anyone: createClient(sandbox.url),
		reset: () => {
			clock.setTo(START);
			sandbox.api.reset();
		},
		vary: (variants) => sandbox.api.setVariants(variants),
		listCodes: async (params = {}) => await advanced.get('/qr-codes', { params }),
	};
}

export function createClient(baseURL: string, key?: string): AxiosInstance {
	return axios.create({
		baseURL,
		headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
		validateStatus: () => true,
		maxRedirects: 0,
		// far longer than any answer takes, also on a busy machine
		timeout: 30_000,
	});
}

export const SPRING = { name: 'Spring promo', destination_url: 'https://shop.example.com/spring' };

export async function createCode(client: AxiosInstance, fields: object = {}): Promise<Answer['data']> {
	const answer: Answer = await client.post('/qr-codes', { ...SPRING, ...fields });
	return answer.data.data;
}

export function idsOf(entries: Array<{ id: string }>): string[] {
	return entries.map((entry) => entry.id);
}
