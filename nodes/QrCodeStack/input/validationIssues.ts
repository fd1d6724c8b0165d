import { ConnectorError, invalidInput } from '../../shared/errors/connectorError';

/** The fields of a code, from top to bottom as a node shows them; each issue begins with its field. */
const LABELS = [
	'Name',
	'Destination URL',
	'UTM Source',
	'UTM Medium',
	'UTM Campaign',
	'UTM Term',
	'UTM Content',
	'UTM ID',
	'Design',
	'Dot Color',
	'Dot Shape',
	'Background Color',
	'Frame',
	'Logo URL',
	'Type',
	'Match Value',
];

/** Thrown for values that can be seen to be wrong before any call; names every field that is meant. */
export function rejectValues(issues: string[]): ConnectorError {
	return invalidInput('valuesNeedCorrection', describeIssues(issues));
}

/** What `valuesNeedCorrection` is filled with: which fields are meant, and what is wrong with each. */
function describeIssues(issues: string[]): { fields: string; issues: string } {
	const place = (issue: string) => LABELS.findIndex((label) => issue.startsWith(label));
	const sorted = [...new Set(issues)].sort((a, b) => place(a) - place(b));
	const labels = [...new Set(sorted.flatMap((issue) => LABELS[place(issue)] ?? []))];
	return { fields: nameFields(labels), issues: sorted.join('. ') };
}

function nameFields(labels: string[]): string {
	const last = labels.at(-1);
	if (last === undefined) return 'This row needs';
	return labels.length === 1 ? `${last} needs` : `${labels.slice(0, -1).join(', ')} and ${last} need`;
}
