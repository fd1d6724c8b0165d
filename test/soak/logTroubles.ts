import { readFileSync } from 'node:fs';

const TROUBLE_LEVELS = new Set(['warn', 'error']);
/** What n8n says at every start here, or at the first one after a kill. */
const START_UP =
	/^(Migrations in progress|Failed to start Python task runner|There are deprecations|Last session crashed)/;

interface LogLine {
	level?: string;
	message?: string;
}

/**
 * Warnings and errors in n8n's log, and how often each is there, without those of every start. The log must
 * be in JSON (N8N_LOG_FORMAT).
 */
export function countTroubles(logFile: string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { level = '', message = '' } of readFileSync(logFile, 'utf8').split('\n').flatMap(parseLine)) {
		// one line for all codes
		const headline = message
			.trim()
			.split('\n')[0]!
			.replace(/"[0-9a-f-]{36}"/g, '…');
		if (TROUBLE_LEVELS.has(level) && !START_UP.test(headline)) counts[headline] = (counts[headline] ?? 0) + 1;
	}
	return counts;
}

/** Other lines are not from n8n's logger, or were cut off by a kill. */
function parseLine(text: string): LogLine[] {
	if (!text.startsWith('{')) return [];
	try {
		return [JSON.parse(text) as LogLine];
	} catch {
		return [];
	}
}
