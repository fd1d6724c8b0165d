/**
 * Runs of whole nodes against answers that a case made up. To be imported before anything of nodes/, since it
 * puts a listener between the code and n8n's errors.
 */
import { Readable } from 'stream';

import fc from 'fast-check';
import { NodeApiError, NodeOperationError, type IHttpRequestOptions } from 'n8n-workflow';

import { forgetTriggerMemories } from '../../nodes/QrCodeStackTrigger/memory';
import { ConnectorError } from '../../nodes/shared/errors/connectorError';
import { ConnectionError } from '../../nodes/shared/http/connection';
import { forgetPageParameters } from '../../nodes/shared/paging/fetchPage';
import { forgetAccounts } from '../../nodes/shared/http/knownAccount';
import { API_ORIGIN, createHarness, type Harness } from '../support/harness';
import { useVirtualClock } from '../support/virtualClock';
import { CASES, expectNoKey } from './feed';
import { hostileAnswer, hostileHeaders, hostileText, KEY } from './hostile';

export { getQrCodes, searchQrCodes } from '../../nodes/shared/qrCodes/listSearch';
export { ACTION, TOOL, TRIGGER } from '../support/harness';

/** Everything that went wrong on its way to a person, before n8n wraps it: a slip of ours would hide there. */
const mockTroubles: unknown[] = [];
jest.mock('../../nodes/shared/errors/nodeErrors', () => {
	const actual: typeof import('../../nodes/shared/errors/nodeErrors') = jest.requireActual(
		'../../nodes/shared/errors/nodeErrors',
	);
	const toNodeError: typeof actual.toNodeError = (node, error, itemIndex) => {
		mockTroubles.push(error);
		return actual.toNodeError(node, error, itemIndex);
	};
	return { ...actual, toNodeError };
});

const OURS = [ConnectorError, ConnectionError, NodeApiError, NodeOperationError];
/** More calls than any list or retry needs: beyond it, something goes round in a circle. */
const MAX_CALLS = 1_000;
/** A case takes milliseconds; the bound is for a busy machine. */
const MAX_MS_PER_CASE = 10_000;

const statusCode = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom(200, 201, 207) },
	{ weight: 2, arbitrary: fc.constantFrom(204, 301, 401, 403, 404, 422, 429, 500, 503) },
);
/** Each complaint of a refusal is looked through for the key. */
const DEEP_ERRORS = `{"errors":[{"index":0,"error":${deep('[')}}]}`;
const answer = fc.record({
	statusCode,
	headers: hostileHeaders,
	body: fc.oneof(
		{ weight: 5, arbitrary: hostileAnswer },
		{ weight: 1, arbitrary: hostileText },
		{
			weight: 1,
			arbitrary: fc.constantFrom<unknown>('', null, undefined, deep('['), deep('{"data":'), DEEP_ERRORS),
		},
	),
});
const trouble = hostileText.map((text) =>
	Object.assign(new Error(text), { code: text, config: { key: KEY } }),
);
export const answers = fc.array(
	fc.oneof({ weight: 8, arbitrary: answer }, { weight: 1, arbitrary: trouble }),
	{ minLength: 1, maxLength: 6 },
);

function deep(open: string): string {
	return open.repeat(20_000) + '1' + (open === '[' ? ']' : '}').repeat(20_000);
}

let callsMade = 0;
const strayAddresses: string[] = [];

/** Answers calls from the list, round and round. */
export function serve(context: { helpers: object }, list: unknown[]): void {
	const httpRequestWithAuthentication = async (_credential: string, options: IHttpRequestOptions) => {
		if (new URL(options.url).origin !== API_ORIGIN) strayAddresses.push(options.url);
		if (callsMade >= MAX_CALLS) throw new Error(`${MAX_CALLS} calls and no end`);
		const next = list[callsMade++ % list.length];
		if (next instanceof Error) throw next;
		return toStream(next as object);
	};
	Object.assign(context.helpers, { httpRequestWithAuthentication });
}

/** An answer arrives in pieces, whatever is in it. */
function toStream(given: { body?: unknown }): object {
	const { body } = given;
	const text = body instanceof Uint8Array ? body : typeof body === 'string' ? body : JSON.stringify(body);
	const bytes = Buffer.from(text ?? '');
	return { ...given, body: Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]) };
}

/** Runs one case: it ends soon, in a result or in one of our errors, and nothing that comes out holds the key. */
export async function outcomeOf(harness: Harness, run: () => Promise<unknown>): Promise<void> {
	callsMade = 0;
	let shown: unknown;
	try {
		shown = await run();
	} catch (error) {
		if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) throw error;
		shown = error;
	}
	const issue = mockTroubles.find((error) => !OURS.some((type) => error instanceof type));
	if (issue) throw issue as Error;
	if (callsMade >= MAX_CALLS) throw new Error(`${MAX_CALLS} calls and no end`);
	if (strayAddresses.length > 0) throw new Error('A call with the key left the address of the API');
	expectNoKey([shown, harness.logger.lines]);
}

/** Runs a property of whole nodes as often as this run asks for, each case in a fresh process, so to say. */
export async function fuzzRuns<T>(
	arbitrary: fc.Arbitrary<T>,
	run: (harness: Harness, value: T, time: ReturnType<typeof useVirtualClock>) => Promise<void>,
): Promise<void> {
	const runFresh = async (value: T) => {
		mockTroubles.length = 0;
		strayAddresses.length = 0;
		forgetAccounts();
		forgetPageParameters();
		forgetTriggerMemories();
		const time = useVirtualClock();
		try {
			await run(createHarness(), value, time);
		} finally {
			time.restore();
		}
	};
	await fc.assert(fc.asyncProperty(arbitrary, runFresh), { numRuns: CASES, timeout: MAX_MS_PER_CASE });
}
