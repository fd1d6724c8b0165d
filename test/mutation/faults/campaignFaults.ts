import type { Fault } from '../fault';

const FIND = ['test/node/QrCodeStack/findCodes'];
const UTM = ['test/unit/QrCodeStack/input/utm', 'test/node/QrCodeStack/utm'];

/** What finds, tags and measures the codes of a campaign. */
export const CAMPAIGN_FAULTS: readonly Fault[] = [
	{
		name: 'a filter that was added and is empty lets every code through',
		file: 'nodes/shared/qrCodes/codeFilterFields.ts',
		find: "throw invalidInput('filterEmpty', { field: label });\n}",
		replace: 'return undefined;\n}',
		why: 'an expression with a slip re-points every code of the account',
		tests: FIND,
	},
	{
		name: 'a code without a counter counts as never scanned',
		file: 'nodes/shared/qrCodes/codeFilter.ts',
		find: 'if (value === undefined) return false;',
		replace: 'if (value === undefined) return true;',
		why: 'a clean-up deletes codes that are scanned every day',
		tests: ['test/unit/shared/qrCodes', ...FIND],
	},
	{
		name: 'each input item reads the list of codes again',
		file: 'nodes/shared/qrCodes/wholeList.ts',
		find: 'lists.set(key, list);',
		replace: 'lists.delete(key);',
		why: 'a sheet of 500 rows uses up a month of calls',
		tests: FIND,
	},
	{
		name: 'UTM parameters are put behind the fragment',
		file: 'nodes/QrCodeStack/input/utm/mergeUtm.ts',
		find: '/^([^?#]*)(\\?[^#]*)?(#.*)?$/s',
		replace: '/^([^?]*)(\\?.*)?()$/s',
		why: 'no visit of the campaign is counted',
		tests: UTM,
	},
	{
		name: 'a UTM value that is encoded is encoded again',
		file: 'nodes/QrCodeStack/input/utm/mergeUtm.ts',
		find: 'encodeURIComponent(decoded ?? value)',
		replace: 'encodeURIComponent(value)',
		why: 'the campaign is called spring%20sale in the reports',
		tests: UTM,
	},
	{
		name: 'a model tags, and so redirects, a code without leave',
		file: 'nodes/QrCodeStack/resources/qrCode/update.ts',
		find: 'hasUtm(utm) ? { ...body, [DESTINATION]: true } : body);',
		replace: 'body);',
		why: 'a printed code leads elsewhere than its owner wants',
		tests: ['test/node/QrCodeStack/utm'],
	},
];
