import { classifyAnswer } from '../../../../nodes/shared/http/outcome';

const NOW_MS = Date.parse('2026-12-01T12:00:00Z');

/** A row that fails the test when somebody reads a member of it. */
const untouchable = new Proxy(
	{},
	{
		ownKeys: () => {
			throw new Error('the row was searched');
		},
	},
);

it.each([
	['200 with the envelope', 200, { success: true, data: [untouchable] }],
	['200 with a bare list', 200, [untouchable]],
	['201', 201, { success: true, data: untouchable }],
	['302', 302, { data: [untouchable] }],
])('an answer of %s is not searched for what is wrong with its rows', (_, statusCode, body) => {
	expect(() => classifyAnswer({ statusCode, headers: {}, body }, NOW_MS)).not.toThrow();
});

it.each([
	[429, {}, 'rateLimited'],
	[503, {}, 'serverError'],
	[408, {}, 'serverError'],
	[422, {}, 'clientError'],
	[200, { success: false }, 'clientError'],
])('of a refusal with %i, the reason is read', (statusCode, more, kind) => {
	const body = { error: 'Not now', code: 'not_now', ...more };
	expect(classifyAnswer({ statusCode, headers: {}, body }, NOW_MS)).toMatchObject({
		kind,
		errorBody: { message: 'Not now', code: 'not_now' },
	});
});
