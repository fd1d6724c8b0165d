import {
	goBack,
	MAX_MOVES,
	parsePageToken,
	startState,
	toPageToken,
	type PagingState,
} from '../../../../nodes/shared/paging/pagingState';

const at = (place: PagingState['place'], given: Partial<PagingState> = {}) =>
	startState({ place, pagesSeen: 2, rowsSeen: 200, fullestPage: 100, ...given });

describe('a page token', () => {
	test.each<[string, PagingState]>([
		['a page', at({ by: 'page', page: 3 })],
		['an offset under its own name', at({ by: 'offset', offset: 200, name: 'skip' })],
		['an offset', at({ by: 'offset', offset: 200 })],
		['a cursor, with a total', at({ by: 'cursor', cursor: 'abc', name: 'after' }, { total: 250 })],
		['a link', at({ by: 'link', query: { page: '3', limit: '100' } })],
		[
			'the parameters that the list takes, and another way to ask',
			at(
				{ by: 'page', page: 3 },
				{
					parameters: { numbersFirst: true, size: 'per_page', cursor: 'after', first: 0 },
					otherwise: [{ by: 'offset', offset: 200 }],
				},
			),
		],
	])('gives back where the list goes on: %s', (_, state) => {
		const { place, otherwise, parameters, rowsSeen, pagesSeen, total } = state;
		expect(parsePageToken(toPageToken(state))).toMatchObject({
			place,
			otherwise,
			rowsSeen,
			pagesSeen,
			...(parameters && { parameters }),
			...(total !== undefined && { total, leastTotal: total }),
		});
	});

	test.each([
		undefined,
		'',
		'no JSON',
		'[]',
		'{"place":1}',
		'{"place":{"by":"page","page":"3"}}',
		'{"place":{"by":"offset","offset":-1}}',
		'{"place":{"by":"cursor","cursor":"abc","name":"../me"}}',
		'{"place":{"by":"cursor","cursor":5,"name":"after"}}',
		'{"place":{"by":"link","query":"page=3"}}',
		'{"place":{"by":"heart"}}',
	])('that is none stands for the start of the list: %s', (token) => {
		expect(parsePageToken(token)).toEqual(startState());
	});

	test('keeps of its parts those that can be understood', () => {
		const token = JSON.stringify({
			place: { by: 'page', page: 3 },
			otherwise: 'none',
			parameters: { numbersFirst: 'yes', size: 'per page', cursor: 7, first: 'x' },
			rowsSeen: -4,
			total: 'many',
		});
		expect(parsePageToken(token)).toEqual(
			startState({ place: { by: 'page', page: 3 }, pagesSeen: 1, parameters: { numbersFirst: false } }),
		);
	});
});

describe('rows that slid forward are read again', () => {
	test.each<[PagingState['place'], number, PagingState['place'] | undefined]>([
		[{ by: 'page', page: 3 }, 3, { by: 'page', page: 2 }],
		[{ by: 'page', page: 3 }, 150, { by: 'page', page: 1 }],
		[{ by: 'page', page: 1 }, 500, { by: 'page', page: 1 }],
		[{ by: 'offset', offset: 200 }, 3, { by: 'offset', offset: 100 }],
		[{ by: 'offset', offset: 50 }, 3, { by: 'offset', offset: 0 }],
		[{ by: 'cursor', cursor: 'abc', name: 'after' }, 3, undefined],
	])('from %j, by %d rows', (place, rows, expected) => {
		expect(goBack(at(place), rows)?.place).toEqual(expected);
	});

	test('a few times only', () => {
		const moved = at({ by: 'page', page: 3 }, { moves: MAX_MOVES });
		expect(goBack(moved, 3)).toBeUndefined();
	});
});
