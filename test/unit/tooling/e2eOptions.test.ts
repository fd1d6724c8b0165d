import { listHostVersions } from '../../e2e/host/n8nHost';
import { readRunOptions, type RunChoice } from '../../e2e/runOptions';

const known = ['2.41.1', '1.123.81'];
const read = (...args: string[]) => readRunOptions(args, { fallback: '2.41.1', known });
const DEFAULTS: RunChoice = { version: '2.41.1', mode: 'regular', rest: [] };

describe('npm run test:e2e -- --n8n <version> --mode <mode>', () => {
	test.each<[string, string[], Partial<RunChoice>]>([
		['chooses the version that follows', ['--n8n', '1.123.81'], { version: '1.123.81' }],
		['takes it after an equals sign', ['--n8n=1.123.81'], { version: '1.123.81' }],
		['takes the default version in regular mode where nothing is said', [], {}],
		['chooses queue mode', ['--mode', 'queue'], { mode: 'queue' }],
		['chooses both', ['--mode=queue', '--n8n', '1.123.81'], { version: '1.123.81', mode: 'queue' }],
		[
			'leaves everything else to jest',
			['agents', '--n8n', '1.123.81', '-t', 'a word', '--mode', 'queue', '--verbose'],
			{ version: '1.123.81', mode: 'queue', rest: ['agents', '-t', 'a word', '--verbose'] },
		],
	])('%s', (_title, args, expected) => {
		expect(read(...args)).toEqual({ ...DEFAULTS, ...expected });
	});

	test.each([
		['an unknown version', ['--n8n', '3.0.0'], /--n8n 2\.41\.1 or --n8n 1\.123\.81/],
		['no version', ['--n8n'], /--n8n 2\.41\.1 or --n8n 1\.123\.81/],
		['an empty version', ['--n8n='], /--n8n 2\.41\.1 or --n8n 1\.123\.81/],
		['an unknown mode', ['--mode', 'cloud'], /--mode regular or --mode queue/],
	])('ends at %s and says what there is', (_title, args, expected) => {
		expect(() => read(...args)).toThrow(expected);
	});

	test('knows the versions that have a host package, the default first', () => {
		expect(listHostVersions()).toEqual(['2.41.1', '1.123.81']);
	});
});
