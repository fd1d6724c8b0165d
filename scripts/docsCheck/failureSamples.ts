import { MAX_CALLS_IN_FLIGHT } from '../../nodes/shared/rateLimit/slotQueue';
import {
	MESSAGES,
	type MessageName,
	type PlaceholderArguments,
} from '../../nodes/shared/errors/catalogue/catalogue';

/** Only the failures whose texts have gaps. */
type Samples = {
	[Name in MessageName as PlaceholderArguments<Name> extends [] ? never : Name]: Extract<
		PlaceholderArguments<Name>[0],
		object
	>;
};

/**
 * What fills the gaps of the catalogue's texts in the documents. test/node/shared/errors/catalogue.test.ts brings each
 * failure about with these values, so the documents show what a person really reads.
 */
export const FAILURE_SAMPLES: Samples = {
	otherServer: { host: 'api.qr.test' },
	notFound: { subject: 'this QR code' },
	linkUnknown: { link: 'https://qrs.example/r/x' },
	linkNotInFirst: { count: 2000 },
	clientError: { status: ' (HTTP 418)' },
	serverError: { status: ' (HTTP 502)' },
	proxyLogin: { status: ' (HTTP 407)' },
	listIncomplete: { count: 200, reason: 'the same page came back twice' },
	unknownForm: { subject: 'one QR code', names: 'none' },
	noList: { names: 'success, data' },
	valuesNeedCorrection: { fields: 'Name needs', issues: 'Name is empty' },
	startDateUnreadable: { given: '"22.11.2026"' },
	credentialUnreadable: { reason: 'invalid syntax' },
	settingUnreadable: { field: 'Start Date', reason: "Node 'QRCodeStack Trigger' hasn't been executed" },
	noSwitch: { field: 'Return All', given: '"perhaps"' },
	optionUnknown: { field: 'Output', values: 'raw, simplified or selectedFields', given: '"short"' },
	noText: { field: 'Search', given: 'an object' },
	filterEmpty: { field: 'Search' },
	dateUnreadable: { field: 'Created After', given: '"last week"' },
	rangeEmpty: { field: 'Min Scans', other: 'Max Scans' },
	linkImpossible: {
		place: 'It has a zero-width space (U+200B) at character 23, after "https://qrs.example/r/".',
	},
	noWholeNumber: { field: 'Limit', range: 'of 1 or more', given: '"many"' },
	noNumber: { field: 'Horizontal Margin', range: 'of 0 or more', given: '"wide"' },
	concurrencyTooHigh: { maximum: MAX_CALLS_IN_FLIGHT },
	batchTooLarge: { maximum: 500 },
	jsonInvalid: { field: 'QR Codes (JSON)', line: 1, column: 10, found: '“,”' },
	jsonIncomplete: { field: 'QR Codes (JSON)' },
	jsonNoObject: { field: 'Custom Fields' },
	fieldsUnknown: { names: 'id, name' },
	rowsNeedCorrection: { rows: '2 input items need', issues: 'Name is empty in 2 items: 1–2.' },
	columnsMissing: { names: 'name or title', found: '"Customer", "url"' },
	noCapacity: { wanted: 2, left: 'room for 1 more QR codes' },
	rowNotSent: { reason: MESSAGES.keyRefused.headline },
	severalMatch: { count: 2, value: 'r1', field: 'ref', ids: 'q1, q2' },
	matchNotKept: { id: 'new', field: 'ref' },
	shortLinkMissing: { code: 'The QR code "Menu"' },
	codeTooLarge: { room: '100 pixels' },
	fileMissing: { reason: 'QRCodeStack sent no link to the image of a QR code, so none was attached.' },
	logoUnusable: { field: 'logo' },
	sheetTooFull: { columns: 3, rows: 7 },
	customFieldsOff: { names: 'folder' },
	tooManyForAgent: { maximum: 100 },
	tooManyLogsForAgent: { maximum: 200 },
	tooManyGroups: { maximum: '50,000' },
	countryUnknown: { given: '"Germny"' },
	longPause: {
		since: '2026-11-22 08:00 UTC',
		until: '2026-12-01 00:00 UTC',
		calls: 1,
		percent: 1,
		limit: 5000,
		used: 50,
	},
	planUnknown: { limit: 5000 },
	noScanPasses: { scans: 'newest 2 scans have', seen: 'the countries FR, US' },
	codesWithoutId: { names: 'nr, name' },
	scansWithoutTime: { names: 'id, seen, country' },
	scansShareId: { names: 'id, scanned_at' },
	tooManyUnread: { maximum: '200,000' },
	watchedCodesGone: { codes: '"Menu" (ID q1)' },
};

export function sampleOf(name: string): Readonly<Record<string, string | number>> {
	return (FAILURE_SAMPLES as Record<string, Record<string, string | number>>)[name] ?? {};
}
