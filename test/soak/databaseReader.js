'use strict';

/**
 * Prints, as JSON, what n8n's database holds. It runs on the Node that n8n runs on, which has a SQLite driver
 * and can read the file while n8n writes to it, or after n8n was killed.
 *
 * Arguments: database file, path of the module "flatted", workflow id, trigger's name, last known execution id.
 */
const { DatabaseSync } = require('node:sqlite');

const [file, flattedPath, workflowId, triggerName, afterId] = process.argv.slice(2);
const { parse } = require(flattedPath);

const POLL_TASK = 'workflow:poll-trigger';
const DONE_TASKS = "('succeeded', 'running', 'failed')";

const EXECUTIONS = `
	SELECT e.id, e.status, e.createdAt, e.stoppedAt, d.data
	FROM execution_entity e LEFT JOIN execution_data d ON d.executionId = e.id
	WHERE e.workflowId = ? AND e.id > ? ORDER BY e.id`;

/** n8n has the scans as the trigger's output once it has run, and as its input until then. */
function scanIdsOf(data) {
	const { resultData = {}, executionData = {} } = data;
	const output = (resultData.runData?.[triggerName] ?? []).flatMap((run) => run.data?.main?.[0] ?? []);
	const input = (executionData?.nodeExecutionStack ?? [])
		.filter(({ node }) => node.name === triggerName)
		.flatMap((entry) => entry.data?.main?.[0] ?? []);
	const fromOutput = toScanIds(output);
	return fromOutput.length > 0 ? fromOutput : toScanIds(input);
}

function toScanIds(items) {
	return items.map(({ json }) => json?.scanId).filter((id) => typeof id === 'string');
}

function toEpochMs(text) {
	return text === null ? null : Date.parse(`${text.replace(' ', 'T')}Z`);
}

function readExecutions(database) {
	return database
		.prepare(EXECUTIONS)
		.all(workflowId, Number(afterId))
		.map(({ id, status, createdAt, stoppedAt, data }) => ({
			id: Number(id),
			status,
			createdAtMs: toEpochMs(createdAt),
			stoppedAtMs: toEpochMs(stoppedAt),
			scanIds: data === null ? [] : scanIdsOf(parse(data)),
		}));
}

function count(database, sql, ...values) {
	return Number(database.prepare(sql).get(...values).count);
}

function readAll() {
	const database = new DatabaseSync(file, { readOnly: true });
	// one snapshot for all that follows
	database.exec('BEGIN');
	const tasksSql = `SELECT count(*) AS count FROM scheduled_task WHERE taskType = ? AND status IN ${DONE_TASKS}`;
	const cursorsSql = `SELECT count(*) AS count FROM poller_state WHERE workflowId = ? AND cursor NOT IN ('{}', '')`;
	const workflow = database
		.prepare('SELECT length(staticData) AS size FROM workflow_entity WHERE id = ?')
		.get(workflowId);
	const cursor = database
		.prepare('SELECT max(length(cursor)) AS size FROM poller_state WHERE workflowId = ?')
		.get(workflowId);
	return {
		executions: readExecutions(database),
		pollTasks: count(database, tasksSql, POLL_TASK),
		durableCursors: count(database, cursorsSql, workflowId),
		stateBytes: Math.max(workflow?.size ?? 0, cursor?.size ?? 0),
	};
}

process.stdout.write(JSON.stringify(readAll()));
