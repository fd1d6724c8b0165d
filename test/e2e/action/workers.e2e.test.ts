import { connect } from '../client/session';
import { noOperation, rowsWorkflow } from '../client/workflows';
import { readExecutionsRunBy } from '../client/workerLog';

const { client, session } = connect();

/** Comes after the other suites, so that it speaks of all that they have started. */
test('in queue mode every execution ran on a worker, by hand or by a trigger; otherwise there are no workers', async () => {
	await client.runOnce(rowsWorkflow('Where am I?', [{}], [noOperation('Here')]));

	// one that waits for a person is taken up by either worker
	const onWorkers = new Set(session.workerLogFiles.flatMap((file) => [...readExecutionsRunBy(file)]));

	const ids = (await client.listExecutions()).map(({ id }) => String(id));
	expect(ids.length).toBeGreaterThan(0);
	expect([...onWorkers].sort()).toEqual(session.mode === 'queue' ? ids.sort() : []);
});
