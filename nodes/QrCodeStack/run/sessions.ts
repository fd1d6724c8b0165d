import type { IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from '../../shared/http/connection';
import type { WaitLimits } from '../../shared/http/deadlines';
import { endSession, readConnection, toSession, type ApiSession } from '../../shared/http/session';

/**
 * The sessions of one run of the node: one for each connection that the credential's values give. These may be
 * expressions, as in n8n's own nodes, so that each item is worked on in the account that it names.
 */
export class RunSessions {
	private readonly byConnection = new Map<string, ApiSession>();
	private isOver = false;

	/** How far the work has come, for the log. */
	describeProgress?: () => string;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly waitLimits: WaitLimits,
	) {}

	/**
	 * The session in which an item is worked on. Nothing shows whether the credential holds an expression, so it is read
	 * for each item; its calls, which n8n would have read it for, do without.
	 * @throws {ConnectionError} when the credential can't be used as it is.
	 */
	async ofItem(itemIndex: number): Promise<ApiSession> {
		return this.open(await readConnection(this.context, itemIndex));
	}

	/** The sessions of all input items, in their order. */
	async ofAllItems(): Promise<ApiSession[]> {
		const sessions: ApiSession[] = [];
		for (const itemIndex of this.context.getInputData().keys()) sessions.push(await this.ofItem(itemIndex));
		return sessions;
	}

	private open(connection: Connection): ApiSession {
		const key = JSON.stringify([connection.baseUrl, connection.apiKey]);
		const session = this.byConnection.get(key) ?? toSession(this.context, connection, this.waitLimits);
		this.byConnection.set(key, session);
		session.stats.describeProgress ??= this.describeProgress;
		if (this.isOver) endSession(session);
		return session;
	}

	/** Sends nothing more: calls that wait for their turn give up, those on their way go on. */
	end(): void {
		this.isOver = true;
		for (const session of this.byConnection.values()) endSession(session);
	}

	/** Calls that worked out and are not mere reads. */
	countChanges(): number {
		return [...this.byConnection.values()].reduce((sum, { stats }) => sum + stats.changesMade, 0);
	}

	/** Calls that went out, refused ones included. */
	countCalls(): number {
		return [...this.byConnection.values()].reduce((sum, { stats }) => sum + stats.callsSent, 0);
	}

	/** How long the run waited for rate limits in all. */
	totalWaitMs(): number {
		return [...this.byConnection.values()].reduce((sum, { stats }) => sum + stats.waitedMs, 0);
	}
}
