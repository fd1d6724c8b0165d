import { parseArgs } from 'node:util';

import { parseConnection, type Connection } from '../../nodes/shared/http/connection';

export const USAGE = `Usage: npm run check:live -- [options]

Tries what is documented and assumed about the QRCodeStack API on a real one. Creates two or three QR codes,
deletes them again, and makes at most 25 calls.

  --key <key>           the API key; better in the environment, as QRCODESTACK_API_KEY
  --base-url <url>      another address of the API (default https://qrcodestack.com/api/v1)
  --no-scans            does not follow the short link of a code of its own, which makes two scans
  --scan-wait <seconds> how long to wait for those scans in the log (default 20)
  --json                prints the report as JSON
  --help

Ends with 0 when the documented contract holds, 1 when it does not, 2 when the check could not be completed,
3 when something that it made could not be deleted.`;

/** The environment variable that holds the key. */
export const KEY_VARIABLE = 'QRCODESTACK_API_KEY';
const DEFAULT_SCAN_WAIT_SECONDS = '20';
/** An hour: nobody waits longer, and A6 says 15 minutes. */
const MAX_SCAN_WAIT_SECONDS = 3_600;

export interface CommandLine {
	connection: Connection;
	makesScans: boolean;
	scanWaitMs: number;
	isJson: boolean;
}

/** A wrong command line; the message is for the person and never holds what may be the key. */
export class UsageError extends Error {}

/**
 * Reads arguments and environment.
 * @returns undefined where only the usage was asked for.
 * @throws {UsageError | ConnectionError}
 */
export function readCommandLine(args: string[], environment: NodeJS.ProcessEnv): CommandLine | undefined {
	const values = parse(args);
	if (values.help) return undefined;
	const apiKey = values.key ?? environment[KEY_VARIABLE];
	if (apiKey === undefined || apiKey.trim() === '') {
		throw new UsageError(`There is no key. Set ${KEY_VARIABLE} or give --key.`);
	}
	return {
		connection: parseConnection({ apiKey, baseUrl: values['base-url'] }),
		makesScans: !values['no-scans'],
		scanWaitMs: readSeconds(values['scan-wait']) * 1_000,
		isJson: values.json,
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				key: { type: 'string' },
				'base-url': { type: 'string' },
				'no-scans': { type: 'boolean', default: false },
				'scan-wait': { type: 'string', default: DEFAULT_SCAN_WAIT_SECONDS },
				json: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false },
			},
		}).values;
	} catch {
		// Node's own text quotes the argument, which may be a key that was typed in the wrong place
		throw new UsageError('An argument is not known or lacks its value.');
	}
}

function readSeconds(text: string): number {
	const seconds = Number(text);
	if (text.trim() !== '' && seconds >= 0 && seconds <= MAX_SCAN_WAIT_SECONDS) return seconds;
	throw new UsageError(`--scan-wait takes a number of seconds up to ${MAX_SCAN_WAIT_SECONDS}.`);
}
