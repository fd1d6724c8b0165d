import type { Fault } from '../fault';

const TYPED = ['test/node/QrCodeStack/typedValues'];

/** What people type and what expressions give. */
export const INPUT_FAULTS: readonly Fault[] = [
	{
		name: 'a start date moves with what its expression gives today',
		file: 'nodes/QrCodeStackTrigger/settings/settings.ts',
		find: "startKey: `${START_FROM.date}:${textOf(context, 'startDate')}`",
		replace: 'startKey: `${START_FROM.date}:${atMs}`',
		why: 'each poll starts over, and emits the scans of a day again',
		tests: ['test/node/QrCodeStackTrigger/settings/startDate'],
	},
	{
		name: 'a setting whose expression cannot be worked out is taken for a passing trouble',
		file: 'nodes/QrCodeStackTrigger/settings/settings.ts',
		find: "throw invalidInput('settingUnreadable', { field: label, reason: reason.replace(/\\.$/, '') });",
		replace: 'throw new Error(reason + label);',
		why: 'the workflow looks active and never makes a call',
		tests: ['test/node/QrCodeStackTrigger/settings/activation'],
	},
	{
		name: 'all items use the key of the first one',
		file: 'nodes/shared/http/session.ts',
		find: 'context.getCredentials(CREDENTIAL_TYPE, itemIndex)',
		replace: 'context.getCredentials(CREDENTIAL_TYPE, itemIndex * 0)',
		why: "codes are made in another customer's account",
		tests: ['test/node/QrCodeStack/credentialPerItem'],
	},
	{
		name: 'the calls of a session use the key of the first item',
		file: 'nodes/shared/http/sendOnce.ts',
		find: '{ credentialsDecrypted: toCredential(session) },',
		replace: '{},',
		why: "codes are made in another customer's account",
		tests: ['test/node/QrCodeStack/credentialPerItem'],
	},
	{
		name: 'custom fields win over what is filled in',
		file: 'nodes/QrCodeStack/input/qrCodeInput.ts',
		find: 'const raw = { ...further, ...fields };',
		replace: 'const raw = { ...fields, ...further };',
		why: 'a model points a printed code elsewhere than the person fixed',
		tests: [...TYPED, 'test/node/QrCodeStack/toolUse'],
	},
	{
		name: 'an address is sent although a URL parser had to mend it',
		file: 'nodes/QrCodeStack/input/webAddress.ts',
		find: 'if (slashes === 2) return undefined;',
		replace: 'if (slashes >= 0) return undefined;',
		why: 'a printed code leads nowhere',
		tests: [...TYPED, 'test/unit/QrCodeStack/input/webAddress'],
	},
	{
		name: 'an empty search finds every code',
		file: 'nodes/shared/qrCodes/codeFilterFields.ts',
		find: 'if (allowsEmpty) return undefined;',
		replace: 'return undefined;',
		why: 'a misspelt expression re-points all codes of an account',
		tests: ['test/node/QrCodeStack/search'],
	},
	{
		name: 'a model may change where a code leads',
		file: 'nodes/QrCodeStack/input/permissions.ts',
		find: "if (!isAllowed(context, 'redirecting')) throw invalidInput('redirectingOff');",
		replace: '',
		why: 'a text in a web page makes an agent re-point a printed code',
		tests: ['test/node/QrCodeStack/toolUse'],
	},
	{
		name: 'with Retry On Fail, n8n sees that the first item failed',
		file: 'nodes/QrCodeStack/run/errorItems.ts',
		find: 'return isFirstLook ? undefined : error;',
		replace: 'return isFirstLook ? error : error;',
		why: 'n8n runs the whole node again, and codes are created twice',
		tests: ['test/node/QrCodeStack/errorItems'],
	},
	{
		name: 'names are compared sign by sign',
		file: 'nodes/shared/input/visibleText.ts',
		find: "trimInvisible(text.normalize('NFC').replace(WITHOUT_EFFECT, '').replace(WHITE_SPACE, ' '))",
		replace: 'text.trim()',
		why: 'Create or Update makes a second code of the same name',
		tests: ['test/node/QrCodeStack/upsert', 'test/unit/shared/input/visibleText'],
	},
];
