import {
	deepCopy,
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { invalidInput } from '../shared/errors/connectorError';
import { getCountries } from '../shared/input/country';
import { getQrCodes, searchQrCodes } from '../shared/qrCodes/listSearch';
import { toNodeError } from '../shared/errors/nodeErrors';
import { hideFromRetry, toErrorItem } from './run/errorItems';
import type { Operation } from './run/operation';
import { getDotShapes, getFrames, getTypes } from './input/codes/listValues';
import { readConcurrency, readMaxWaitMs } from './input/parameters';
import { buildProperties, buildSubtitle, findOperation } from './resources/resources';
import { hintAtCost } from './run/readCost';
import { runItems } from './run/runItems';
import { RunSessions } from './run/sessions';
import { isToolUse } from './run/toolUse';
import { hintAtWaits } from './run/waitHint';

/** Of no items at all, n8n's agent would make an empty text: a model could not tell that from a failure. */
const NO_RESULTS: INodeExecutionData = { json: { message: 'There are no results' }, pairedItem: { item: 0 } };

export class QrCodeStack implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'QRCodeStack',
		name: 'qrCodeStack',
		icon: { light: 'file:qrCodeStack.svg', dark: 'file:qrCodeStack.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: buildSubtitle(),
		description: 'Create, change and measure dynamic QR codes',
		defaults: { name: 'QRCodeStack' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'qrCodeStackApi', required: true }],
		// a copy for each instance: n8n changes these arrays in place
		properties: deepCopy(buildProperties()),
	};

	methods = {
		listSearch: { searchQrCodes },
		loadOptions: { getQrCodes, getCountries, getDotShapes, getFrames, getTypes },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return [hideFromRetry(this, await runOperation(this))];
		} catch (error) {
			if (!emitsErrors(this)) throw toNodeError(this.getNode(), error);
			const items = this.getInputData().map((_, itemIndex) => toErrorItem(this, error, itemIndex));
			return [hideFromRetry(this, items)];
		}
	}
}

/**
 * Whether a failure becomes an item. Where a person chose to continue: a thrown error would make n8n pass the
 * input on as if it were the result. As a tool, too: a thrown error ends the whole agent in n8n 1.x, and in n8n
 * 2.x the model gets no more of it than its headline.
 */
function emitsErrors(context: IExecuteFunctions): boolean {
	if (isStopped(context)) return false;
	return context.continueOnFail() || (isToolUse(context) && context.getNode().onError !== 'stopWorkflow');
}

/** A stopped execution ends here: its items did not go wrong. */
function isStopped(context: IExecuteFunctions): boolean {
	return context.getExecutionCancelSignal?.()?.aborted === true;
}

async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = context.getNodeParameter('resource', 0);
	const name = context.getNodeParameter('operation', 0);
	const operation = findOperation(resource, name);
	if (!operation) throw invalidInput('operationUnknown');
	const items = await runItemsOf(operation, context);
	return isToolUse(context) ? shapeForModel(items, operation) : items;
}

/** What a model reads: short, and never nothing at all. */
function shapeForModel(
	items: INodeExecutionData[],
	{ simplifyForModel = (object) => object }: Operation,
): INodeExecutionData[] {
	if (items.length === 0) return [NO_RESULTS];
	return items.map((item) => ({ ...item, json: simplifyForModel(item.json) as IDataObject }));
}

async function runItemsOf(operation: Operation, context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const waitLimits = { maxWaitMs: readMaxWaitMs(context), canRaiseMaxWait: true };
	const sessions = new RunSessions(context, waitLimits);
	const output = await runInSessions(context, sessions, operation);
	hintAtCost(context, sessions.countCalls());
	hintAtWaits(context, sessions.totalWaitMs());
	return output;
}

async function runInSessions(
	context: IExecuteFunctions,
	sessions: RunSessions,
	{ runAll, runItem, runsOneByOne }: Operation,
): Promise<INodeExecutionData[]> {
	if (runAll) return await runAll(context, sessions);
	if (!runItem) return [];
	const concurrency = readConcurrency(context);
	return await runItems({ context, sessions, concurrency: runsOneByOne ? 1 : concurrency, runItem });
}
