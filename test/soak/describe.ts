import type { EngineReport } from './engineReport';
import type { Life } from './n8nLives';
import type { HostWindow, Loss, Repeat } from './verdict';

const SHOWN_FINDINGS = 12;

/** The report of an engine for a person, in lines. */
export function describeEngine(report: EngineReport): string[] {
	const { engine, facts, verdict, lives } = report;
	const count = (ending: string) => lives.filter((life) => life.ending === ending).length;
	return [
		`${engine.name}: ${engine.title}`,
		`  evidence: ${list({ ...facts })}`,
		`  sent ${verdict.sent} (${list(report.sentByKind)})`,
		`  received ${verdict.received}, lost ${verdict.lost.length}, repeated ${verdict.repeated.length}`,
		`  by n8n, dying between its two writes: lost ${sum(verdict.lostByHost)}, repeated ${sum(verdict.repeatedByHost)}`,
		`  ${count('kill')} kills, ${count('restart')} restarts, ${report.putOff} of them put off until n8n had made both writes, ` +
			`${report.faultBursts} fault bursts (${list(report.faultsByKind)})`,
		`  polls: ${list(report.polls)}; executions: ${list(report.executionsByStatus)}`,
		`  calls ${report.calls} (${list(report.callsByEndpoint)}), allowed ${report.callsAllowed}`,
		`  largest state ${report.largestStateBytes} bytes`,
		`  took ${seconds(report.durationMs)}, of which ${seconds(report.drainedMs)} to deliver what was left`,
		...describeFindings(report).map((line) => `  ${line}`),
	];
}

function describeFindings({ verdict, lives, troubles }: EngineReport): string[] {
	return [
		...shorten(verdict.lost.map((loss) => `LOST ${describeLoss(loss, lives)}`)),
		...shorten(verdict.repeated.map((repeat) => `REPEATED ${describeRepeat(repeat, lives)}`)),
		...shorten(verdict.unknownIds.map((id) => `NEVER SENT ${id}`)),
		...verdict.lostByHost.map((window) => `lost by n8n: ${describeWindow(window)}, which it stored nowhere`),
		...verdict.repeatedByHost.map(
			(window) =>
				`repeated by n8n: ${describeWindow(window)}, which it stored as execution ${window.executionIds[0]} ` +
				`and again as ${window.executionIds.slice(1).join(', ')}`,
		),
		...shorten(
			Object.entries(troubles).map(([text, times]) => `n8n's log, ${times}x: ${text.slice(0, 200)}`),
		),
	];
}

function describeLoss(loss: Loss, lives: Life[]): string {
	const { id, kind, qrCodeId, scannedAtMs, visibleAtMs, handedOver } = loss;
	const lateBy = visibleAtMs > scannedAtMs ? `, in the log ${seconds(visibleAtMs - scannedAtMs)} later` : '';
	const life = lives.findLast(({ startedAtMs }) => startedAtMs <= visibleAtMs);
	const seenIn = life ? `, in life ${life.index} (${life.ending} at ${time(life.endedAtMs)})` : '';
	const fate = handedOver
		? `handed over in life ${handedOver.life}, ${handedOver.distanceMs} ms before its end`
		: 'never handed over';
	return `${id} (${kind}) of code ${qrCodeId} at ${time(scannedAtMs)}${lateBy}${seenIn}: ${fate}`;
}

function describeRepeat({ scanId, executionIds }: Repeat, lives: Life[]): string {
	const places = executionIds.map((id) => {
		const life = lives.find((each) => each.executionIds.includes(id));
		return `execution ${id} (life ${life?.index})`;
	});
	return `${scanId} in ${places.join(', ')}`;
}

function describeWindow({ life, ending, handedOverAtMs, distanceMs, scanIds }: HostWindow): string {
	return (
		`life ${life} ended by ${ending} ${distanceMs} ms after it took over, at ${time(handedOverAtMs)}, ` +
		`${scanIds.length} scans (${scanIds[0]} …)`
	);
}

function shorten(lines: string[]): string[] {
	const left = lines.length - SHOWN_FINDINGS;
	return left > 0 ? [...lines.slice(0, SHOWN_FINDINGS), `… and ${left} more like this`] : lines;
}

const sum = (windows: HostWindow[]) => windows.reduce((total, { scanIds }) => total + scanIds.length, 0);

const time = (epochMs: number) => new Date(epochMs).toISOString().slice(11, 23);

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;

const list = (counts: Record<string, number>) =>
	Object.entries(counts)
		.map(([name, count]) => `${name} ${count}`)
		.join(', ') || 'none';
