import type { Endpoint } from '../../api/endpoints';
import { clock } from '../../util/clock';
import { ByteBudget } from './byteBudget';
import { timeoutMs } from '../deadlines';
import { JsonScanner, quoteLongIntegers } from './jsonScanner';
import type { HttpAnswer } from '../outcome';
import { isReadable, readLimited, type Readable } from './readLimited';
import type { ApiSession } from '../session';
import { redactValue } from '../../util/redact';

/** A hundred thousand scans in one answer, which take n8n ten times as much memory. */
const MAX_LIST_BYTES = 25_000_000;
/** An object of the API has some kilobytes, an image within it included some hundred. */
const MAX_OBJECT_BYTES = 2_000_000;
/** The image of a QR code for print has some hundred kilobytes; it is held in memory as a whole. */
const MAX_FILE_BYTES = 5_000_000;
/** In place of a body that is larger, or would take too long to be parsed: an answer that can't be used. */
const TOO_LARGE = 'too large';

/** All answers under way together: two of the largest, and their texts while they are parsed. */
const ROOM = new ByteBudget(2 * MAX_LIST_BYTES);
/** An answer up to this size needs no room of its own: a page of a hundred rows, sixty of them at once. */
const MAX_FREE_BYTES = 250_000;

/**
 * Reads the body of an answer within bounds of time, size and form. The host's own limit of time ends with the
 * headers, and of size it has none: what trickles in, or has no end, it would read for ever.
 * @returns bytes for a file, otherwise parsed JSON, or the text where it is none. A refusal of a file comes as
 * JSON all the same. The key is hidden in it, should the API or a proxy echo it.
 */
export async function readBody(
	session: ApiSession,
	endpoint: Endpoint,
	{ body, statusCode }: HttpAnswer,
): Promise<unknown> {
	if (!isReadable(body)) return redactValue(body, session.connection.apiKey);
	const isFile = endpoint.fileUrl !== undefined && statusCode < 400;
	const maxBytes = isFile ? MAX_FILE_BYTES : endpoint.isList ? MAX_LIST_BYTES : MAX_OBJECT_BYTES;
	const room = new AnswerRoom(session, maxBytes);
	try {
		return isFile ? await readFile(session, body, room) : await readJson(session, body, room);
	} finally {
		room.release();
	}
}

/** The room that one answer takes, once it is too large to be read without. */
class AnswerRoom {
	private reserved: Promise<void> | undefined;
	private giveBack: () => void = () => {};

	constructor(
		private readonly session: ApiSession,
		readonly maxBytes: number,
	) {}

	/** What to wait for before more is read. */
	waitFor(bytesRead: number): Promise<void> | undefined {
		if (this.reserved || bytesRead <= MAX_FREE_BYTES) return undefined;
		return (this.reserved = this.reserve());
	}

	release(): void {
		this.giveBack();
	}

	private async reserve(): Promise<void> {
		const { waitLimits, end } = this.session;
		// a poll has a deadline and nobody who could stop it, an execution the other way round
		const until = waitLimits.deadlineMs === undefined ? end : clock.timeoutSignal(timeoutMs(waitLimits));
		const release = await ROOM.reserve(this.maxBytes, until);
		if (!release) throw Object.assign(new Error(), { code: 'ETIMEDOUT' });
		this.giveBack = release;
	}
}

async function readFile(
	session: ApiSession,
	stream: Readable,
	room: AnswerRoom,
): Promise<Buffer | undefined> {
	return await readLimited(stream, toLimits(session, room));
}

async function readJson(session: ApiSession, stream: Readable, room: AnswerRoom): Promise<unknown> {
	const scanner = new JsonScanner();
	const accepts = (piece: Uint8Array) => scanner.scan(piece);
	const bytes = await readLimited(stream, { ...toLimits(session, room), accepts });
	if (!bytes) return TOO_LARGE;
	const text = quoteLongIntegers(bytes, scanner.longIntegers);
	const parsed = parseLeniently(text);
	const { apiKey } = session.connection;
	// to walk through a large answer takes as long as to parse it
	return mayHoldKey(text, apiKey) ? redactValue(parsed, apiKey) : parsed;
}

/** Whether a JSON text holds the key, as it stands or with some of its characters escaped. */
function mayHoldKey(text: string, apiKey: string): boolean {
	return text.includes(apiKey) || text.includes('\\');
}

function toLimits({ waitLimits, stop }: ApiSession, room: AnswerRoom) {
	return {
		maxBytes: room.maxBytes,
		timeoutMs: timeoutMs(waitLimits),
		signal: stop,
		waitForRoom: (bytesRead: number) => room.waitFor(bytesRead),
	};
}

function parseLeniently(text: string): unknown {
	try {
		return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
	} catch {
		return text;
	}
}
