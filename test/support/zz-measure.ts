import { clock } from '/work/wt-reading/nodes/shared/util/clock';
import { createEngine } from '/work/wt-reading/test/support/engines';
import { createHarness } from '/work/wt-reading/test/support/harness';

const CODES = Number(process.argv[2] ?? 80);
const SCANS = Number(process.argv[3] ?? 50_000);
const POLLS = Number(process.argv[4] ?? 150);
let nowMs = Date.UTC(2026, 10, 22, 8);
const startMs = nowMs;
clock.nowMs = () => nowMs;
clock.sleepMs = async (ms) => void (nowMs += ms);
const DAY = 86_400_000;
const row = (code: number, index: number) => ({
	id: `scan-${code}-${index}-4b62c62d-e198-40fd-ab82`, qr_code_id: `code${code}`,
	scanned_at: new Date(startMs - DAY * 30 + (index * DAY * 29) / SCANS + code).toISOString(),
	country: 'DE', city: 'Berlin', device: 'mobile', os: 'iOS', browser: 'Safari', referrer: `https://shop.example/${index % 50}`, ip_hash: `h${(index * 7919) % 1e9}`,
});
let calls = 0;
const request = async (_: string, { url, qs }: any) => {
	calls++;
	const path = new URL(url).pathname;
	const page = Number(qs?.page ?? 1), limit = Number(qs?.limit ?? 100);
	let data: unknown[] = [], total = CODES;
	if (path.endsWith('/me')) return { statusCode: 200, headers: {}, body: { success: true, data: { account_id: 'a', plan: 'advanced', usage: { api_calls_this_month: 0, api_calls_monthly_limit: 1e9 } } } };
	const m = /qr-codes\/code(\d+)\/scans/.exec(path);
	if (m) {
		total = SCANS;
		for (let i = (page - 1) * limit; i < Math.min(total, page * limit); i++) data.push(row(Number(m[1]), total - 1 - i));
	} else for (let i = (page - 1) * limit; i < Math.min(total, page * limit); i++) data.push({ id: `code${i}`, name: `Code ${i}`, scan_count: SCANS });
	return { statusCode: 200, headers: { date: new Date(nowMs).toUTCString() }, body: JSON.parse(JSON.stringify({ success: true, data, pagination: { page, limit, total, total_pages: Math.ceil(total / limit) } })) };
};
async function main() {
	const harness = createHarness();
	const pollContext = (...o: any[]) => { const c = (harness.pollContext as any)(...o); Object.assign(c.helpers, { httpRequestWithAuthentication: request }); return c; };
	const engine = createEngine({ name: 'legacy', harness: { ...harness, pollContext } as any, parameters: { startFrom: 'beginning', options: { includeQrCode: false, monthlyBudget: 100 } } as any });
	(globalThis as any).gc?.();
	const idle = { rss: process.memoryUsage().rss, heap: process.memoryUsage().heapUsed };
	let peakRss = 0, peakHeap = 0, delivered = 0, longest = 0;
	const look = () => { const m = process.memoryUsage(); peakRss = Math.max(peakRss, m.rss); };
	const timer = setInterval(look, 50);
	const lastOf = new Map<string, string>(); let outOfOrder = 0, acrossCodes = 0, seen = new Set<string>();
	const poll = async (first: boolean) => {
		const t0 = performance.now();
		await (first ? engine.activate() : engine.tick());
		longest = Math.max(longest, performance.now() - t0);
		look();
		let last = '';
		for (const { json } of engine.deliveredItems.splice(0)) {
			const { qrCodeId, scannedAt, scanId } = json as any;
			if ((lastOf.get(qrCodeId) ?? '') > scannedAt) outOfOrder++;
			if (scannedAt < last) acrossCodes++;
			last = scannedAt; lastOf.set(qrCodeId, scannedAt);
			if (seen.has(scanId)) console.log('REPEATED'); delivered++;
		}
	};
	await poll(true);
	for (let i = 0; i < POLLS && delivered < CODES * SCANS; i++) {
		nowMs += 60_000;
		await poll(false);
		if (i % 10 === 0) { (globalThis as any).gc?.(); const h = process.memoryUsage().heapUsed; peakHeap = Math.max(peakHeap, h); console.log(i, delivered, calls, 'heap over idle', Math.round((h - idle.heap) / 1e6), 'rss over idle', Math.round((process.memoryUsage().rss - idle.rss) / 1e6)); }
		await new Promise((r) => setImmediate(r));
	}
	clearInterval(timer);
	console.log({ CODES, SCANS, delivered, calls, outOfOrder, acrossCodes, peakRssOverIdleMb: Math.round((peakRss - idle.rss) / 1e6), peakHeapOverIdleMb: Math.round((peakHeap - idle.heap) / 1e6), longestPollMs: Math.round(longest), lines: harness.logger.lines.slice(0, 3) });
}
void main();
