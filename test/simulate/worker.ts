import '../setupEnvironment';

import { rmSync } from 'node:fs';

import { runJob, type Job } from './jobs';

/** A worker process: does one job after the other, as the parent sends them. */
process.on('message', (job: Job) => {
	runJob(job).then(
		(result) => process.send?.({ result }),
		(error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
	);
});
process.on('disconnect', () => process.exit());
process.on('exit', () => rmSync(process.env.N8N_USER_FOLDER!, { recursive: true, force: true }));
process.on('unhandledRejection', (error) => {
	process.send?.({ error: `unhandled rejection: ${error instanceof Error ? error.stack : String(error)}` });
});
process.send?.({ isReady: true });
