import { listHostVersions } from '../e2e/n8nHost';
import { readHostOption } from '../e2e/runOptions';

const known = ['2.41.1', '1.123.81'];
const read = (...args: string[]) => readHostOption(args, { fallback: '2.41.1', known });

describe('npm run test:e2e -- --n8n <version>', () => {
	test.each([
		['chooses the version that follows', ['--n8n', '1.123.81'], '1.123.81', []],
		['takes it after an equals sign', ['--n8n=1.123.81'], '1.123.81', []],
		['takes the fallback where nothing is said', [], '2.41.1', []],
		[
			'leaves everything else to jest',
			['agents', '--n8n', '1.123.81', '-t', 'a word', '--verbose'],
			'1.123.81',
			['agents', '-t', 'a word', '--verbose'],
		],
	])('%s', (_title, args, version, rest) => {
		expect(read(...args)).toEqual({ version, rest });
	});

	test.each([
		['an unknown version', ['--n8n', '3.0.0']],
		['no version', ['--n8n']],
		['an empty version', ['--n8n=']],
	])('ends at %s and says what there is', (_title, args) => {
		expect(() => read(...args)).toThrow(/--n8n 2\.41\.1 or --n8n 1\.123\.81/);
	});

	test('knows the versions that have a host package, the default first', () => {
		expect(listHostVersions()).toEqual(['2.41.1', '1.123.81']);
	});
});
