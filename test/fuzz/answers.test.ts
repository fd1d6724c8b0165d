import { NO_FILTERS } from '../support/noFilters';
import fc from 'fast-check';

import { filterScans } from '../../nodes/QrCodeStackTrigger/scans/filter';
import { toScanItem } from '../../nodes/QrCodeStackTrigger/scans/scanItem';
import { readScans } from '../../nodes/QrCodeStackTrigger/scans/scan';
import { ConnectorError } from '../../nodes/shared/errors/connectorError';
import {
	findRefusedRows,
	matchBulkAnswer,
} from '../../nodes/QrCodeStack/resources/qrCode/createMany/matchBulkAnswer';
import { describeError } from '../../nodes/shared/http/describeError';
import { detectImageType } from '../../nodes/QrCodeStack/output/imageType';
import { toComparable } from '../../nodes/QrCodeStack/resources/qrCode/upsert/compareFields';
import { requireOnlyOne } from '../../nodes/QrCodeStack/resources/qrCode/upsert/ownQrCodes';
import { decideNextPage } from '../../nodes/shared/paging/nextPage';
import { PAGE_PARAMETERS, toPageQuery } from '../../nodes/shared/paging/pageParameters';
import { JsonScanner } from '../../nodes/shared/http/body/jsonScanner';
import { classifyAnswer, classifyThrown } from '../../nodes/shared/http/outcome';
import { readPageFacts } from '../../nodes/shared/api/decode/list';
import { decodeAccount } from '../../nodes/shared/api/decode/account';
import { decodeBulk } from '../../nodes/shared/api/decode/bulk';
import { decodeQrCode } from '../../nodes/shared/api/decode/qrCode';
import { describeQrCode } from '../../nodes/shared/qrCodes/describeQrCode';
import { redactValue, tidyText } from '../../nodes/shared/util/redact';
import { simplifyAnalytics, simplifyQrCode, simplifyScan } from '../../nodes/QrCodeStack/output/simplify';
import { expectNoKey, feed, fuzz } from './feed';
import {
	anyParameter,
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
const status = fc.oneof(fc.constantFrom(200, 201, 204, 207, 301, 401, 404, 422, 429, 500), fc.nat(999));

describe('answers of the API', () => {
	test('are sorted, and what is taken from them holds no key', () => {
		fuzz([status, hostileAnswer, hostileHeaders], (statusCode, body, headers) => {
			const outcome = feed(() => classifyAnswer({ statusCode, body, headers }, NOW));
			if (outcome?.kind === 'ok') feed(() => expectNoKey(redactValue([outcome.body, outcome.data], KEY)));
		});
	});

	test('that refuse are told in short texts of one line, without key and markup', () => {
		const method = fc.constantFrom<'GET' | 'POST'>('GET', 'POST');
		fuzz([status, hostileAnswer, hostileHeaders, method], (statusCode, body, headers, how) => {
			const outcome = feed(() => classifyAnswer({ statusCode, body, headers }, NOW));
			if (!outcome || outcome.kind === 'ok') return;
			const endpoint = { method: how, subject: 'this QR code' };
			const waitMs = 'retryAfterMs' in outcome ? (outcome.retryAfterMs ?? 0) : 0;
			const situation = { endpoint, apiKey: KEY, nowMs: NOW, attempts: 1, waitMs };
			const text = feed(() => describeError(outcome, situation));
			expectNoKey(text);
			expect(text?.message).not.toMatch(/[\p{Cc}<>]/u);
			expect(text?.description.length).toBeLessThan(3_000);
			expect(text?.description).not.toMatch(/[\p{Cc}<>]/u);
		});
	});

	test('nested without end are not read, as the next to look at them would run out of stack', () => {
		for (const [open, close] of [
			['[', ']'],
			['{"data":', '}'],
			['{"success":true,"data":[{"id":"x","a":', '}]}'],
		] as const) {
			const text = Buffer.from(`${open.repeat(60_000)}1${close.repeat(60_000)}`);
			expect(feed(() => new JsonScanner().scan(text))).toBe(false);
		}
	});

	test('show their place in a list', () => {
		const place = fc.oneof(
			fc.constant({ by: 'start' as const }),
			hostileNumber.map((page) => ({ by: 'page' as const, page })),
			hostileNumber.map((offset) => ({ by: 'offset' as const, offset })),
			hostileText.map((cursor) => ({ by: 'cursor' as const, cursor, name: 'cursor' })),
		);
		const parameters = fc.constantFrom(...PAGE_PARAMETERS);
		fuzz(
			[hostileAnswer, hostileHeaders, place, parameters, fc.nat(100), fc.boolean()],
			(body, headers, at, how, size, mayRestart) => {
				const facts = feed(() => readPageFacts(body, headers));
				if (!facts) return;
				const known = { rowsSeen: facts.rows.length, fullestPage: size, needsProof: mayRestart };
				const turn = { place: at, parameters: how, size, facts, ...known, mayRestart, baseUrl: BASE_URL };
				const step = feed(() => decideNextPage(turn));
				if (step?.kind === 'next') feed(() => toPageQuery(step.place, how, size));
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
				expect(() => toScanItem(scan, 'q', scan.row)).not.toThrow();
			}
			const emitted = scans.map((scan) => ({ qrCodeId: 'q', scan }));
			const filters = { ...NO_FILTERS, countries: [String(JSON.stringify(wanted))], devices: ['x'] };
			const asked = { ...filters, firstScanOnly: true };
			const state = { startKey: '', watchKey: '', startMs: 0, cursors: new Map() };
			feed(() => filterScans(emitted, state, { filters: asked }));
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
			const outcomes = feed(() => matchBulkAnswer(batch, decodeBulk(redactValue(data, KEY), batch.length)));
			expect(outcomes).toHaveLength(names.length);
		});
	});

	test('name the rows that they refuse, or none', () => {
		const path = fc.oneof(
			hostileText,
			fc.nat(600).map((row) => `qr_codes.${row}.destination_url`),
		);
		const errors = fc.oneof(
			hostileJson,
			fc.array(hostileObject({ index: fc.oneof(hostileNumber, hostileText), error: hostileJson })),
			fc.dictionary(path, hostileJson, { maxKeys: 4, noNullPrototype: true }),
		);
		fuzz([fc.nat(5), errors, hostileJson], (count, named, error) => {
			const batch = Array.from({ length: count }, (_, itemIndex) => ({ itemIndex, body: {} }));
			const answer = redactValue({ errors: named, error }, KEY);
			const rejected = feed(() => findRefusedRows(batch, decodeBulk(answer, count)));
			for (const [row, errorBody] of rejected ?? []) {
				expect(batch[row]).toBeDefined();
				expect(errorBody).toBeInstanceOf(ConnectorError);
				expectNoKey(errorBody);
			}
		});
	});

	test('get a short form', () => {
		fuzz([hostileObject({ id: anyParameter, by_day: hostileJson, countries: hostileJson })], (object) => {
			const before = JSON.stringify(object);
			for (const simplify of [simplifyQrCode, simplifyScan]) {
				const simple = feed(() => simplify(object as Record<string, unknown>)) ?? {};
				expect(Object.keys(simple).length).toBeLessThanOrEqual(10);
			}
			feed(() => simplifyAnalytics(object as Record<string, unknown>));
			expect(JSON.stringify(object)).toBe(before);
		});
	});

	test('hold the codes that a person means, or not', () => {
		const codes = fc.array(hostileObject({ id: anyParameter, name: anyParameter }), { maxLength: 30 });
		fuzz([codes, hostileText, anyParameter], (found, field, value) => {
			feed(() => toComparable(value));
			const match = {
				field: field.replaceAll(KEY, ''),
				value: String(JSON.stringify(value)).replaceAll(KEY, ''),
			};
			feed(() => requireOnlyOne(redactValue(found, KEY) as Array<Record<string, unknown>>, match));
		});
	});

	test('tell plan and use, names and counters', () => {
		fuzz(
			[hostileAnswer, hostileObject({ id: hostileText, name: hostileJson, short_url: hostileJson })],
			(data, code) => {
				feed(() => decodeAccount(data));
				feed(() => decodeQrCode(data));
				feed(() => describeQrCode(decodeQrCode(code)!));
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
			expect(feed(() => classifyThrown(error))?.kind).toMatch(/^(?:networkError|cancelled)$/);
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
