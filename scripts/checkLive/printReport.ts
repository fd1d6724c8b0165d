import { redactText, tidyText } from '../../nodes/shared/util/redact';
import { readContractLines } from './contractLines';
import type { Finding, Verdict } from './judge/finding';
import { MAX_CALLS } from './observe/liveClient';
import type { CheckReport } from './runCheck';

/** What the exit code of the command means. */
export const EXIT = {
	/** The documented contract holds, as far as it could be seen. */
	holds: 0,
	/** A documented statement does not hold. */
	broken: 1,
	/** The run did not get to its end, or did not begin. */
	unfinished: 2,
	/** Something that the run made could not be deleted. */
	leftBehind: 3,
} as const;

const LABELS: Record<Verdict, string> = {
	holds: 'holds',
	differs: 'differs',
	fails: 'FAILS',
	unknown: 'unknown',
};

/** The exit code; a broken promise of the API outweighs what the run could not finish. */
export function exitCodeOf({ documented, endedEarly, leftBehind }: CheckReport): number {
	if (documented.some(({ verdict }) => verdict === 'fails')) return EXIT.broken;
	if (leftBehind.ids.length + leftBehind.names.length > 0) return EXIT.leftBehind;
	return endedEarly === undefined ? EXIT.holds : EXIT.unfinished;
}

/** The report as JSON, each finding with the place of its statement. */
export function toJsonReport(report: CheckReport): string {
	const lines = readContractLines();
	const place = (finding: Finding) => ({ ...finding, place: lines.get(finding.id)?.place });
	const { documented, assumed, ...rest } = report;
	const whole = { ...rest, documented: documented.map(place), assumed: assumed.map(place) };
	return JSON.stringify({ ...whole, exitCode: exitCodeOf(report) }, null, 2);
}

/** The report for people, in lines. Texts of the API are made harmless for a terminal. */
export function toTextReport(report: CheckReport, apiKey: string): string {
	const { baseUrl, plan, documented, assumed, extras, callsSpent, endedEarly } = report;
	// of a run that ended early, thirty reasons why nothing is known would hide the one that matters
	const isWorthALine = ({ verdict }: Finding) => endedEarly === undefined || verdict !== 'unknown';
	return [
		`QRCodeStack API at ${baseUrl}`,
		`Plan: ${plan ?? 'not told'}. Calls: ${callsSpent} of at most ${MAX_CALLS}.`,
		...(endedEarly === undefined
			? []
			: [`The run ended early: ${endedEarly}${/[.?]$/.test(endedEarly) ? '' : '.'}`]),
		...toSection('Documented', documented.filter(isWorthALine)),
		...toSection('Assumed', assumed.filter(isWorthALine)),
		...describeUnseen([...documented, ...assumed].filter((found) => !isWorthALine(found))),
		...(extras.length > 0 ? ['', `Also seen: ${extras.join('; ')}.`] : []),
		'',
		...describeLeftBehind(report),
		describeVerdict(report),
	]
		.map((line) => redactText(keepIndent(line), apiKey))
		.join('\n');
}

const CONTRACT = readContractLines();

function toSection(title: string, findings: Finding[]): string[] {
	return findings.length > 0 ? ['', title, ...findings.flatMap(toLines)] : [];
}

function describeUnseen(findings: Finding[]): string[] {
	return findings.length > 0 ? ['', `Nothing is known of ${findings.map(({ id }) => id).join(', ')}.`] : [];
}

function toLines({ id, verdict, says, variants }: Finding): string[] {
	const line = CONTRACT.get(id);
	const variant = variants.length > 0 ? ` [${variants.join(', ')}]` : '';
	return [
		`  ${LABELS[verdict].padEnd(8)} ${id.padEnd(4)} ${line?.text ?? ''}`,
		`                ${says}${variant}  (${line?.place ?? 'no place'})`,
	];
}

function keepIndent(line: string): string {
	const indent = /^ */.exec(line)?.[0] ?? '';
	return indent + tidyText(line);
}

function describeLeftBehind({ leftBehind: { ids, names } }: CheckReport): string[] {
	return [
		...ids.map((id) => `Left behind: QR code ${id}. Please delete it in the dashboard.`),
		...names.map((name) => `Perhaps left behind: QR code "${name}". Please look for it in the dashboard.`),
	];
}

function describeVerdict(report: CheckReport): string {
	switch (exitCodeOf(report)) {
		case EXIT.holds:
			return 'The documented contract holds, as far as a few calls can show.';
		case EXIT.broken:
			return 'The documented contract does not hold.';
		default:
			return 'The check is not complete.';
	}
}
