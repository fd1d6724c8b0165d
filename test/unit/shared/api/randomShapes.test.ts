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

interface Counting {
	from: number;
	/** Whether every entry shows its index. */
	showsIndex: boolean;
}

interface Lie {
	lie: string;
	row: number;
	liedRow: number;
	rows: ReadonlyArray<{ name: string; destination_url: string }>;
	showsIndex: boolean;
	showsName: boolean;
	showsAddress: boolean;
}

/** Whether what is true beside a lie fits no row that the lie fits: otherwise nobody could tell. */
function isSeenThrough({ lie, row, liedRow, rows, showsIndex, showsName, showsAddress }: Lie): boolean {
	const [truth, lied] = [rows[row], rows[liedRow]];
	const beside = {
		// whether indexes count from 0 or from 1 is open
		index: (at: number) => !showsIndex || lie === 'index' || Math.abs(at - row) <= 1,
		name: (at: number) => !showsName || lie === 'name' || rows[at]?.name === truth?.name,
		address: (at: number) =>
			!showsAddress || lie === 'address' || rows[at]?.destination_url === truth?.destination_url,
	};
	const told = (at: number) =>
		({
			index: showsIndex && Math.abs(at - liedRow) <= 1,
			name: showsName && rows[at]?.name === lied?.name,
			address: showsAddress && rows[at]?.destination_url === lied?.destination_url,
		})[lie] ?? false;
	return !rows.some((_, at) => told(at) && beside.index(at) && beside.name(at) && beside.address(at));
}

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
		const entry = (row: number, { from, showsIndex }: Counting): fc.Arbitrary<Told> =>
			fc
				.record({
					isCreated: fc.boolean(),
					showsIndex: showsIndex ? fc.constant(true) : fc.boolean(),
					name: told(QR_CODE_FACTS.name, rows[row]?.name),
					address: told(QR_CODE_FACTS.destinationUrl, rows[row]?.destination_url),
					id: told(QR_CODE_FACTS.id, `q${row}`),
					shown: fc.constantFrom('both', 'both', 'name', 'address'),
					// where indexes count from 1, the largest is what proves it
					lie: fc.constantFrom('none', 'none', 'none', 'name', 'address', from === 0 ? 'index' : 'none'),
					liedRow: fc.nat(rows.length - 1),
				})
				.map(({ isCreated, showsIndex, name, address, id, shown, lie, liedRow }) => {
					const other = rows[liedRow];
					const showsName = shown !== 'address';
					const showsAddress = shown !== 'name';
					const lies = isSeenThrough({ lie, row, liedRow, rows, showsIndex, showsName, showsAddress })
						? lie
						: 'none';
					return {
						row,
						isCreated,
						content: tellAll(
							isCreated ? id : { error: 'Bad' },
							showsIndex ? { index: (lies === 'index' ? liedRow : row) + from } : {},
							showsName ? (lies === 'name' ? { name: other?.name } : name) : {},
							showsAddress
								? lies === 'address'
									? { destination_url: other?.destination_url }
									: address
								: {},
						),
					};
				});
		// where some show none, or some are lost, nothing tells that the others count from 1
		const counting = fc.constantFrom({ from: 0, showsIndex: false }, { from: 1, showsIndex: true });
		return counting.chain((how) =>
			fc.record({
				rows: fc.constant(rows),
				entries: fc.tuple(...rows.map((_, row) => entry(row, how))),
				form: fc.constantFrom(
					...(how.from === 0
						? (['lists', 'results', 'nested', 'lost'] as const)
						: (['lists', 'nested'] as const)),
				),
				order: fc.infiniteStream(fc.nat(1_000)),
			}),
		);
	});

	test('gives no row the code of another one, no code twice, and refuses no row that was created', () => {
		fc.assert(
			fc.property(sample, ({ rows, entries, form, order }) => {
				// where nothing else tells rows apart, results are in the order of the call, and so is a list of all rows
				const isInOrder =
					form === 'results' || (form !== 'lost' && entries.every(({ isCreated }) => isCreated));
				const shuffled = isInOrder
					? entries
					: [...entries]
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
