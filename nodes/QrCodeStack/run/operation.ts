import type {
	IExecuteFunctions,
	IBinaryKeyData,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import type { ApiSession } from '../../shared/http/session';
import type { JsonObject } from '../../shared/api/endpoints';
import type { RunSessions } from './sessions';

/** What an operation gets to work with. */
export interface OperationCall {
	context: IExecuteFunctions;
	session: ApiSession;
	itemIndex: number;
}

/** An object of the output together with files. */
export class ItemWithBinary {
	constructor(
		readonly json: JsonObject,
		readonly binary: IBinaryKeyData,
	) {}
}

/** One entry of the Operation drop-down: its text, its fields, and what it does. */
export interface Operation {
	option: INodePropertyOptions & { action: string };
	/** Shown for this operation only; `displayOptions` are filled in by the node. */
	fields: INodeProperties[];
	/** For operations that treat each input item by itself: the objects that the item leads to. */
	runItem?: (call: OperationCall) => Promise<Array<JsonObject | ItemWithBinary>>;
	/** For `runItem`s that look before they act, which must not happen for two items at the same time. */
	runsOneByOne?: boolean;
	/** For operations that need all input items at once. */
	runAll?: (context: IExecuteFunctions, sessions: RunSessions) => Promise<INodeExecutionData[]>;
	/** The short form of a result for a model, where the operation has no Output field to choose it. */
	simplifyForModel?: (object: JsonObject) => JsonObject;
}

export interface Resource {
	option: INodePropertyOptions;
	operationField: INodeProperties;
	operations: Operation[];
}
