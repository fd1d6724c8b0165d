import fc from 'fast-check';

import { matchBulkAnswer } from '../../../../nodes/QrCodeStack/resources/qrCode/createMany/matchBulkAnswer';
import { QR_CODE_FACTS, SCAN_FACTS } from '../../../../nodes/shared/api/contract';
import { decodeBulk } from '../../../../nodes/shared/api/decode/bulk';
import type { FactNames } from '../../../../nodes/shared/api/decode/facts';
import { decodeScans } from '../../../../nodes/shared/api/decode/scan';
import { ConnectorError } from '../../../../nodes/shared/errors/connectorError';
import { shapesOf, tellAll } from '../../../support/answerShapes';

/*
 * Answers whose facts are renamed, nested, left out and contradicted at random. The truth is known here, and holds:
 * nothing is lost, repeated or given to another row, unless an error says so.
 */

const RUNS = 400;

/** Tells a fact in a shape of the tables, chosen by chance. */
function told(fact: FactNames, value: unknown): fc.Arbitrary<Record<string, unknown>> {
	return fc.constantFrom(...shapesOf(fact)).map((shape) => shape.tell(value));
}

const NAMES = ['A', 'B', 'C'];
const addressOf = (row: number) => `https://a.example/${row % 2}`;
/** Few names and addresses, so that rows often share one of them, and sometimes both. */
const bodies = fc.array(fc.record({ name: fc.nat(2), address: fc.nat(3), ref: fc.nat(1) }), {
	minLength: 1,
	maxLength: 5,
});

interface Told {
	/** Which row it is about in truth. */
	row: number;
	isCreated: boolean;
	content: Record<string, unknown>;
}

describe('a bulk answer', () => {
	const sample = bodies.chain((drawn) => {
		const rows = drawn.map(({ name, address, ref }) => ({
			name: NAMES[name] ?? 'A',
			destination_url: addressOf(address),
			...(ref === 1 ? { note: 'other' } : {}),
		}));
		const base = fc.constantFrom(0, 1);
		const entry = (row: number, from: number): fc.Arbitrary<Told> =>
			fc
				.record({
					isCreated: fc.boolean(),
					showsIndex: fc.boolean(),
					name: told(QR_CODE_FACTS.name, rows[row]?.name),
					address: told(QR_CODE_FACTS.destinationUrl, rows[row]?.destination_url),
					id: told(QR_CODE_FACTS.id, `q${row}`),
					shown: fc.constantFrom('both', 'both', 'name', 'address'),
					lie: fc.constantFrom('none', 'none', 'none', 'index', 'name', 'address'),
					liedRow: fc.nat(rows.length - 1),
				})
				.map(({ isCreated, showsIndex, name, address, id, shown, lie, liedRow }) => {
					const other = rows[liedRow];
					const showsName = shown !== 'address';
					const showsAddress = shown !== 'name';
					// one lie among things that are true: with nothing true beside it, nobody could tell
					const mayLie = Number(showsIndex) + Number(showsName) + Number(showsAddress) > 1;
					const lies = mayLie ? lie : 'none';
					return {
						row,
						isCreated,
						content: tellAll(
 isCreated ? id : { error: 'Bad' },
 showsIndex ? { index: (lies === 'index' ? liedRow : row) + from } : {},
 showsName ? (lies === 'name' ? { name: other?.name } : name) : {},
 showsAddress ? lies === 'address'
									? { destination_url: other?.destination_url }
									: address : {},
),
					};
				});
		const entries = base.chain((from) => fc.tuple(...rows.map((_, row) => entry(row, from))));
		const form = fc.constantFrom('lists', 'results', 'nested', 'lost');
		return fc.record({ rows: fc.constant(rows), entries, form, order: fc.infiniteStream(fc.nat(1_000)) });
	});

	test('gives no row the code of another one, no code twice, and refuses no row that was created', () => {
		fc.assert(
			fc.property(sample, ({ rows, entries, form, order }) => {
				const shuffled = entries
					.map((entry) => ({ entry, at: order.next().value as number }))
					.sort((a, b) => a.at - b.at)
					.map(({ entry }) => entry);
				const kept = form === 'lost' ? shuffled.slice(1) : shuffled;
				const created = kept.filter(({ isCreated }) => isCreated).map(({ content }) => content);
				const errors = kept.filter(({ isCreated }) => !isCreated).map(({ content }) => content);
				const answer =
					form === 'results'
						? { success: false, data: { results: kept.map(({ content }) => content) } }
						: {
								success: true,
								data: form === 'nested' ? { created: { items: created }, errors } : { created, errors },
							};

				const batch = rows.map((body, itemIndex) => ({ itemIndex, body }));
				const outcomes = matchBulkAnswer(batch, decodeBulk(answer, rows.length));

				const idOf = (json: object) => /"(q\d)"/.exec(JSON.stringify(json))?.[1];
				const given = outcomes.flatMap((outcome, row) =>
					'created' in outcome ? [{ row, id: idOf(outcome.created) }] : [],
				);
				expect(new Set(given.map(({ id }) => id)).size).toBe(given.length);
				for (const { row, id } of given) {
					const truth = rows[Number(id?.slice(1))];
					// rows that are alike in everything may have each other's code
					expect(truth).toEqual(rows[row]);
				}
				const texts = outcomes.flatMap((outcome) =>
					'error' in outcome && outcome.error instanceof ConnectorError
						? [outcome.error.text.description]
						: [],
				);
				for (const { row } of kept.filter(({ isCreated }) => isCreated)) {
					const isGiven = given.some(({ id }) => id === `q${row}`);
					// what exists is handed on or named, never dropped
					expect(isGiven || texts.some((text) => text.includes(`q${row}`))).toBe(true);
				}
			}),
			{ numRuns: RUNS },
		);
	});
});

describe('a page of a log', () => {
	const START = Date.UTC(2026, 10, 22, 8);
	const sample = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 6 }).chain((seconds) => {
		const times = [...seconds].sort((a, b) => b - a).map((second) => START + second * 1_000);
		const write = (timeMs: number) =>
			fc.constantFrom<unknown>(
				new Date(timeMs).toISOString(),
				new Date(timeMs).toISOString().replace('T', ' ').replace('Z', ''),
				timeMs / 1_000,
				`${timeMs}`,
				new Date(timeMs).toUTCString(),
			);
		const row = (timeMs: number, index: number) =>
			write(timeMs).chain((value) =>
				fc
					.record({
						time: told(SCAN_FACTS.time, value),
						id: told(SCAN_FACTS.id, `s${index}`),
						isTimeless: fc.constantFrom(false, false, false, true),
					})
					.map(({ time, id, isTimeless }) => tellAll(id, { country: 'DE' }, isTimeless ? {} : time)),
			);
		return fc.record({
			times: fc.constant(times),
			rows: fc.tuple(...times.map(row)),
			isOldestFirst: fc.boolean(),
		});
	});

	test('shows every scan with its ID and its time, or stops', () => {
		fc.assert(
			fc.property(sample, ({ times, rows, isOldestFirst }) => {
				const inOrder = <T>(list: readonly T[]) => (isOldestFirst ? [...list].reverse() : [...list]);
				let scans;
				try {
					scans = decodeScans(inOrder(rows));
				} catch (error) {
					return expect(error).toBeInstanceOf(ConnectorError);
				}
				expect(scans.map(({ id }) => id)).toEqual(inOrder(times.map((_, index) => `s${index}`)));
				for (const [index, { timeMs, raw }] of scans.entries()) {
					const truth = inOrder(times)[index] ?? 0;
					// without a time of its own it may have that of a newer neighbour, and never an older one
					if (JSON.stringify(raw).match(/1795\d|2026/)) expect(timeMs).toBe(truth);
					else expect(timeMs).toBeGreaterThanOrEqual(truth);
				}
			}),
			{ numRuns: RUNS },
		);
	});
});
