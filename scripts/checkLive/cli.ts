import { ConnectionError } from '../../nodes/shared/http/connection';
import { readCommandLine, USAGE, UsageError } from './options';
import { EXIT, exitCodeOf, toJsonReport, toTextReport } from './printReport';
import { runCheck } from './runCheck';
import { realClock, sendWithFetch } from './observe/wire';

async function main(): Promise<number> {
	const command = readCommandLine(process.argv.slice(2), process.env);
	if (!command) {
		console.log(USAGE);
		return EXIT.holds;
	}
	const { connection, isJson, ...options } = command;
	const report = await runCheck({
		...options,
		connection,
		send: sendWithFetch,
		clock: realClock,
		stop: stopOnSignal(),
	});
	console.log(isJson ? toJsonReport(report) : toTextReport(report, connection.apiKey));
	return exitCodeOf(report);
}

/** The call on its way is waited for, so that what it makes can be deleted. A second Ctrl+C changes nothing. */
function stopOnSignal(): AbortSignal {
	const stop = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			if (!stop.signal.aborted) console.error('Stopping; deleting what was made.');
			stop.abort();
		});
	}
	return stop.signal;
}

main().then(
	(exitCode) => (process.exitCode = exitCode),
	(error: unknown) => {
		const isForPerson = error instanceof UsageError || error instanceof ConnectionError;
		// an unforeseen error could quote anything, the key included: its name has to do
		const text = isForPerson
			? `${error.message}\n\n${USAGE}`
			: `An unforeseen error: ${(error as Error)?.name}`;
		console.error(text);
		process.exitCode = EXIT.unfinished;
	},
);
