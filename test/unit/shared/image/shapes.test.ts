import { DATA as D, PATTERN as P } from '../../../../nodes/shared/image/matrix';
import {
	BOTTOM_LEFT,
	BOTTOM_RIGHT,
	clearMiddle,
	listBars,
	TOP_LEFT,
	TOP_RIGHT,
} from '../../../../nodes/shared/image/shapes';

const ALL = TOP_LEFT | TOP_RIGHT | BOTTOM_RIGHT | BOTTOM_LEFT;
const toMatrix = (...rows: number[][]) => ({ size: rows.length, modules: Uint8Array.from(rows.flat()) });
const ELBOW = toMatrix([D, D, 0], [0, D, 0], [0, 0, D]);
const MIXED = toMatrix([P, P, D], [P, 0, D], [0, 0, 0]);

it('squares beside each other are one bar with sharp corners', () => {
	expect(listBars(ELBOW, 'square')).toEqual([
		{ x: 0, y: 0, length: 2, corners: 0 },
		{ x: 1, y: 1, length: 1, corners: 0 },
		{ x: 2, y: 2, length: 1, corners: 0 },
	]);
});

it('rounded modules are round where nothing goes on', () => {
	expect(listBars(ELBOW, 'rounded')).toEqual([
		{ x: 0, y: 0, length: 2, corners: TOP_LEFT | TOP_RIGHT | BOTTOM_LEFT },
		{ x: 1, y: 1, length: 1, corners: BOTTOM_RIGHT | BOTTOM_LEFT },
		{ x: 2, y: 2, length: 1, corners: ALL },
	]);
});

it('each module of data is a dot, a pattern that readers look for is in one piece', () => {
	expect(listBars(MIXED, 'dots')).toEqual([
		{ x: 0, y: 0, length: 2, corners: TOP_LEFT | TOP_RIGHT | BOTTOM_RIGHT },
		{ x: 2, y: 0, length: 1, corners: ALL },
		{ x: 0, y: 1, length: 1, corners: BOTTOM_RIGHT | BOTTOM_LEFT },
		{ x: 2, y: 1, length: 1, corners: ALL },
	]);
});

it('room for a logo is in the middle, and the matrix itself stays as it is', () => {
	const full = toMatrix(...Array.from({ length: 5 }, () => [D, D, D, D, D]));
	expect([...clearMiddle(full, 3).modules]).toEqual(
		[[D, D, D, D, D], ...Array.from({ length: 3 }, () => [D, 0, 0, 0, D]), [D, D, D, D, D]].flat(),
	);
	expect(full.modules).not.toContain(0);
});
