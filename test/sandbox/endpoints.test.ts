import * as endpoints from '../../nodes/shared/api/endpoints';
import { API_PREFIX, matchRoute } from '../../sandbox/server/routes';

const { getFile: _aFileIsNoEndpoint, requireId: _checksAnId, ...calls } = endpoints;

/** Enough for each of them: an id, a body and an array of bodies are all taken from the first argument. */
const makers = Object.entries(calls).map(
	([name, make]) => [name, make as (first: unknown) => endpoints.Endpoint] as const,
);

test.each(makers)('the sandbox plays %s', (_name, make) => {
	const { method, path } = make('q1');

	expect(matchRoute(method, API_PREFIX + path)?.route).toMatchObject({ method });
});
