import fc from 'fast-check';

import { loadState } from '../../nodes/QrCodeStackTrigger/loadState';
import { memoryOf } from '../../nodes/QrCodeStackTrigger/pollMemory';
import { filterScans } from '../../nodes/QrCodeStackTrigger/scanFilter';
import { readScans } from '../../nodes/QrCodeStackTrigger/scanRows';
import { parseState, serializeState } from '../../nodes/QrCodeStackTrigger/triggerState';
import { readSettings } from '../../nodes/QrCodeStackTrigger/triggerSettings';
import { readJsonRows } from '../../nodes/QrCodeStack/readJsonRows';
import { readQueryParameters, readWholeNumber } from '../../nodes/QrCodeStack/parameters';
import { matchBulkAnswer } from '../../nodes/shared/bulkAnswer';
import { parseColor } from '../../nodes/shared/color';
import { parseConnection } from '../../nodes/shared/connection';
import { formatDuration, formatUtc } from '../../nodes/shared/duration';
import { getQrCode } from '../../nodes/shared/endpoints';
import { detectImageType } from '../../nodes/shared/imageType';
import { findJsonSlip } from '../../nodes/shared/jsonSlip';
import { parseJson, parseJsonObject } from '../../nodes/shared/jsonText';
import { decideNextPage, PAGING_MANNERS, parsePageToken, toPageQuery } from '../../nodes/shared/nextPage';
import { classifyAnswer, classifyThrown, serverNowMs } from '../../nodes/shared/outcome';
import { readPageFacts } from '../../nodes/shared/pageFacts';
import { describeQrCode, readScanCount } from '../../nodes/shared/qrCodeFacts';
import { redactValue, tidyText } from '../../nodes/shared/redact';
import { parseRetryAfterMs } from '../../nodes/shared/retryAfter';
import { canonicalJson } from '../../nodes/shared/canonicalJson';
import { findRowSlips, isWebAddress } from '../../nodes/shared/rowSlips';
import * as schemas from '../../nodes/shared/schemas';
import { parseDateParameterMs } from '../../nodes/shared/zonedTime';
import {
	expectNoKey,
	feed,
	fuzz,
	hostileAnswer,
	hostileHeaders,
	hostileJson,
	hostileNumber,
	hostileObject,
	hostileText,
	KEY,
} from './hostile';

const NOW = Date.UTC(2026, 10, 22, 8);
const BASE_URL = 'https://a.example/api/v1';
const anyParameter = fc.oneof(hostileText, hostileNumber, hostileJson, fc.constant(undefined));
const status = fc.oneof(fc.constantFrom(200, 201, 204, 207, 301, 401, 404, 422, 429, 500), fc.nat(999));

/** A context that answers every parameter with what the case made up. */
function contextOf(parameters: { [name: string]: unknown }): never {
	return {
		getNodeParameter: (name: string, ...rest: unknown[]) =>
			parameters[name] === undefined ? rest.at(-1) : parameters[name],
		getTimezone: () => 'Europe/Berlin',
		getNode: () => ({ parameters: {} }),
		addExecutionHints: () => {},
	} as never;
}

describe('answers of the API', () => {
	test('are sorted, and what is taken from them holds no key', () => {
		fuzz([status, hostileAnswer, hostileHeaders], (statusCode, body, headers) => {
			const outcome = feed(() => classifyAnswer({ statusCode, body, headers }, NOW));
			if (outcome?.kind === 'ok') feed(() => expectNoKey(redactValue([outcome.body, outcome.data], KEY)));
		});
	});

	test('nested without end are not read, as the next to look at them would run out of stack', () => {
		for (const [open, close] of [
			['[', ']'],
			['{"data":', '}'],
			['{"success":true,"data":[{"id":"x","a":', '}]}'],
		] as const) {
			const body: unknown = JSON.parse(open.repeat(60_000) + '1' + close.repeat(60_000));
			expect(feed(() => classifyAnswer({ statusCode: 200, body, headers: {} }, NOW))?.kind).toBe(
				'unreadable',
			);
			expect(feed(() => classifyAnswer({ statusCode: 422, body, headers: {} }, NOW))?.kind).toBe('refused');
		}
	});

	test('show their place in a list', () => {
		const position = fc.oneof(
			fc.constant({ by: 'start' as const }),
			hostileNumber.map((page) => ({ by: 'page' as const, page })),
			hostileNumber.map((offset) => ({ by: 'offset' as const, offset })),
			hostileText.map((cursor) => ({ by: 'cursor' as const, cursor })),
		);
		const manner = fc.constantFrom(...PAGING_MANNERS);
		fuzz(
			[hostileAnswer, hostileHeaders, position, manner, fc.nat(100), fc.boolean()],
			(body, headers, at, how, size, mayRestart) => {
				const facts = feed(() => readPageFacts(body, headers));
				if (!facts) return;
				const seen = { rowsSeen: facts.rows.length, fullestPage: size, mayRestart, baseUrl: BASE_URL };
				const turn = feed(() => decideNextPage({ position: at, manner: how, size, facts, ...seen }));
				if (turn?.kind === 'next') feed(() => toPageQuery(turn.position, how, size));
			},
		);
	});

	test('hold scans, which have a time and an identity each', () => {
		const row = hostileObject({ id: fc.oneof(hostileText, hostileNumber), scanned_at: anyParameter });
		fuzz([fc.array(fc.oneof(row, hostileJson), { maxLength: 8 }), hostileJson], (rows, wanted) => {
			const scans = feed(() => readScans(rows, NOW)) ?? [];
			for (const scan of scans) {
				expect(() => new Date(scan.timeMs).toISOString()).not.toThrow();
				expect(scan.identity).toHaveLength(8);
			}
			const emitted = scans.map((scan) => ({ qrCodeId: 'q', scan }));
			const filters = { countries: [String(JSON.stringify(wanted))], devices: ['x'], firstScanOnly: true };
			const state = { startKey: '', watchKey: '', startMs: 0, cursors: new Map() };
			feed(() => filterScans(emitted, state, { filters } as never));
		});
	});

	test('tell what became of the rows of a batch', () => {
		const row = hostileObject({
			index: hostileNumber,
			id: hostileText,
			name: hostileText,
			error: hostileJson,
		});
		const answer = fc.oneof(
			hostileJson,
			fc.array(row, { maxLength: 6 }),
			fc.record({ created: fc.array(row, { maxLength: 4 }), errors: fc.array(row, { maxLength: 4 }) }),
		);
		fuzz([fc.array(hostileText, { maxLength: 5 }), answer], (names, data) => {
			const batch = names.map((name, itemIndex) => ({ itemIndex, body: { name } }));
			const outcomes = feed(() => matchBulkAnswer(batch, schemas.parseBulkAnswer(redactValue(data, KEY))));
			expect(outcomes).toHaveLength(names.length);
		});
	});

	test('tell plan and use, names and counters', () => {
		fuzz(
			[hostileAnswer, hostileObject({ id: hostileText, name: hostileJson, short_url: hostileJson })],
			(data, code) => {
				feed(() => schemas.parseAccountUsage(data));
				feed(() => schemas.isQrCode(data));
				feed(() => describeQrCode(code as never));
				feed(() => readScanCount(code as never));
			},
		);
	});

	test('may be files, which are images or not', () => {
		const opening = fc.constantFrom('', '<svg ', '<?xml', '<!--', '<svg url(', 'RIFF', '\x89PNG\r\n\x1a\n');
		fuzz([opening, hostileText, fc.uint8Array({ maxLength: 50 })], (start, text, bytes) => {
			const type = feed(() => detectImageType(Buffer.concat([Buffer.from(start + text), bytes])));
			expect([undefined, 'png', 'jpg', 'gif', 'webp', 'svg']).toContain(type?.extension);
		});
	});

	test('may be no answers at all', () => {
		const thrown = fc.oneof(
			hostileJson,
			hostileText.map((text) => Object.assign(new Error(text), { code: text, messages: [text, null] })),
			hostileJson.map((cause) => new Error('outer', { cause })),
		);
		fuzz([thrown], (error) => {
			expect(feed(() => classifyThrown(error))?.kind).toMatch(/^(?:noAnswer|cancelled)$/);
		});
	});
});

describe('headers', () => {
	test('give a wait above zero or nothing', () => {
		fuzz(
			[fc.oneof(hostileText, hostileNumber, fc.array(hostileText), hostileJson), hostileNumber],
			(header, nowMs) => {
				const waitMs = feed(() => parseRetryAfterMs(header, nowMs));
				expect(waitMs === undefined || waitMs > 0).toBe(true);
				feed(() => formatDuration(waitMs ?? 0) + formatUtc(NOW + (waitMs ?? 0)));
			},
		);
	});

	test('give the time of the API or nothing', () => {
		fuzz([hostileHeaders, hostileJson], (headers, date) => {
			expect(Number.isFinite(feed(() => serverNowMs(headers)) ?? 0)).toBe(true);
			expect(Number.isFinite(feed(() => serverNowMs({ date })) ?? 0)).toBe(true);
		});
	});
});

describe('parameters', () => {
	test('in JSON', () => {
		fuzz([anyParameter], (value) => {
			feed(() => parseJson(value, 'Field'));
			feed(() => parseJsonObject(value, 'Field'));
			if (typeof value === 'string')
				expect(feed(() => findJsonSlip(value))).toBeLessThanOrEqual(value.length);
		});
	});

	test('with rows in JSON', () => {
		const rows = fc.oneof(anyParameter, fc.array(hostileObject({ name: anyParameter })), fc.json());
		fuzz([rows], (qrCodesJson) => feed(() => readJsonRows(contextOf({ qrCodesJson }), 0)));
	});

	test('that are checked before they are sent', () => {
		const design = hostileObject({ dot_color: anyParameter, logo_url: anyParameter });
		const row = { name: anyParameter, type: anyParameter, destination_url: anyParameter };
		fuzz([hostileObject({ ...row, render_customizations: design })], (body) => {
			feed(() => findRowSlips(body as Record<string, unknown>));
			feed(() => canonicalJson(body));
		});
	});

	test('of a QR code', () => {
		const field = fc.option(anyParameter, { nil: undefined });
		const names = ['name', 'type', 'destinationUrl', 'dotColor', 'dotShape', 'logoUrl', 'frame'];
		const input = fc.record(Object.fromEntries(names.map((name) => [name, field])), { requiredKeys: [] });
		fuzz([input], (values) => {
			const body = feed(() => schemas.parseQrCodeInput(values));
			if (body) feed(() => schemas.requireCreateFields(body));
			feed(() => schemas.parseNewQrCode(values, {}));
		});
	});

	test('that are colors, dates, numbers, ids or pages', () => {
		const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Apia', 'America/New_York');
		fuzz([anyParameter, zone], (value, timeZone) => {
			expect(feed(() => parseColor(value)) ?? '#000000').toMatch(/^#[0-9A-F]{6}$/);
			expect(Number.isFinite(feed(() => parseDateParameterMs(value, timeZone)) ?? 0)).toBe(true);
			expect(feed(() => readWholeNumber(value, 'Limit', 1)) ?? 1).toBeGreaterThanOrEqual(1);
			feed(() => getQrCode(value));
			feed(() => parsePageToken(value as string));
			feed(() => isWebAddress(value));
		});
	});

	test('of a query', () => {
		const pair = fc.record({ name: anyParameter, value: anyParameter }, { requiredKeys: [] });
		fuzz([fc.oneof(fc.array(pair), hostileJson)], (list) => {
			const query = feed(() =>
				readQueryParameters(contextOf({ 'options.queryParameters.parameter': list }), 0),
			);
			for (const value of Object.values(query ?? {})) expect(typeof value).toBe('string');
		});
	});

	test('of the trigger', () => {
		const parameters = fc.record(
			{
				watch: fc.oneof(fc.constantFrom('all', 'one', 'selected'), anyParameter),
				qrCodeId: fc.oneof(anyParameter, fc.record({ mode: anyParameter, value: anyParameter })),
				qrCodeIds: fc.oneof(anyParameter, fc.array(anyParameter)),
				startFrom: fc.oneof(fc.constantFrom('now', 'beginning', 'date'), anyParameter),
				startDate: anyParameter,
				options: hostileObject({
					country: fc.oneof(anyParameter, fc.array(anyParameter)),
					device: anyParameter,
					maxScansPerPoll: anyParameter,
					lateWindow: anyParameter,
					monthlyBudget: anyParameter,
				}),
			},
			{ requiredKeys: [] },
		);
		fuzz([parameters], (given) => feed(() => readSettings(contextOf(given))));
	});

	test('of the credential', () => {
		fuzz([anyParameter, fc.oneof(anyParameter, fc.webUrl())], (apiKey, baseUrl) => {
			const connection = feed(() => parseConnection({ apiKey, baseUrl }));
			if (connection) expect(connection.baseUrl).toMatch(/^https?:\/\//);
		});
	});
});

describe('stored state', () => {
	let cases = 0;
	const cursor = fc.oneof(
		hostileText,
		fc
			.array(
				fc.oneof(
					fc.integer().map((number) => number.toString(36)),
					fc.constantFrom('', '-', 'zzzzzzzzzzzz'),
				),
				{
					minLength: 4,
					maxLength: 6,
				},
			)
			.map((parts) => parts.join('.')),
		fc
			.tuple(hostileNumber, hostileNumber)
			.map(([a, b]) => `${a.toString(36)}.${b.toString(36)}....abcdefgh~`),
	);
	const stored = fc.oneof(
		hostileJson,
		hostileObject({
			version: fc.constant(1),
			startKey: fc.constantFrom('now', 'beginning'),
			watchKey: fc.constant('all'),
			startMs: fc.oneof(fc.integer(), hostileNumber),
			cursors: fc.dictionary(fc.string({ minLength: 8, maxLength: 8 }), cursor, { maxKeys: 4 }),
			budget: hostileJson,
		}),
	);

	test('is read or begun anew, and what was read can be stored again', () => {
		fuzz([stored, fc.constantFrom('now', 'beginning')], (value, startKey) => {
			const state = feed(() => parseState(value));
			if (state) expect(feed(() => parseState(serializeState(state)))).toEqual(state);
			const start = startKey === 'now' ? { kind: 'now' as const } : { kind: 'at' as const, atMs: 0 };
			const memory = memoryOf({
				getNode: () => ({ id: 'n' }),
				getWorkflow: () => ({ id: String(cases++) }),
			} as never);
			feed(() =>
				loadState(value, { start, startKey, watchKey: 'all' }, memory, { nowMs: NOW, nodeName: 'T' }),
			);
		});
	});
});

test('quoted texts', () => {
	fuzz([hostileText], (text) => {
		const tidy = feed(() => tidyText(text)) ?? '';
		expect(tidy.length).toBeLessThanOrEqual(500);
		expect(/[\p{Cc}<>]/u.test(tidy)).toBe(false);
		expect(tidy).not.toContain(KEY);
	});
});
