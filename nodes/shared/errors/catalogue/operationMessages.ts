import type { Message } from './message';

/** What only some operations of the action node can run into. */
export const OPERATION_MESSAGES = {
	rowsNeedCorrection: {
		headline: '{rows} a correction; nothing was created',
		whatHappened: '{issues}',
		whatToDo: 'Correct this and run it again.',
	},
	noJsonRows: {
		headline: 'QR Codes (JSON) must be an array with at least one QR code',
		whatHappened: 'It is empty, or holds other JSON.',
		whatToDo: 'Write it in square brackets, with one object for each QR code.',
	},
	columnsMissing: {
		headline: 'The input has no column that every QR code needs',
		whatHappened: 'One called {names} is missing. There are: {found}.',
		whatToDo: "Rename a column, or set 'Source' to 'Input Items' and choose the columns yourself.",
	},
	noCapacity: {
		headline: 'The account has no room for all these QR codes',
		whatHappened: 'There are {wanted} to create, and the account has {left}. This QR code was not sent.',
		whatToDo: 'Delete codes that you no longer need, wait for the next month, or take a larger plan.',
	},
	rowUnclear: {
		headline: 'QRCodeStack did not say what became of this QR code',
		whatHappened: 'It may have been created.',
		whatToDo: 'Look at Get Many or the dashboard before you create it again.',
	},
	rowNotSent: {
		headline: 'This QR code was not sent',
		whatHappened: 'An earlier one ended the run: {reason}.',
		whatToDo: 'Run this again for the items that have no QR code.',
	},
	severalMatch: {
		headline: '{count} QR codes match, so none was changed',
		whatHappened: 'These have "{value}" in "{field}": {ids}.',
		whatToDo: 'Use Update with one of these IDs, or match by a field that only one of them has.',
	},
	matchUnclear: {
		headline: 'It is not clear which QR code is meant',
		whatHappened: 'The field by which QR codes are matched has no name or no value.',
		whatToDo: 'Give that field a name and a value.',
	},
	matchNotKept: {
		headline: 'The QR code was created, but QRCodeStack did not keep the field that it is matched by',
		whatHappened:
			'It has the ID {id}. Next time it could not be found by "{field}", and would be created once more.',
		whatToDo: 'Match by name instead.',
	},
	otherTypeOfCode: {
		headline: 'Only QR codes that lead to a web address can be duplicated',
		whatHappened:
			'It is not documented where the API keeps the content of other types, so a copy could be empty.',
		whatToDo: 'Make the copy in the dashboard.',
	},
	utmNeedsAddress: {
		headline: 'There is no web address to put UTM parameters into',
		whatHappened: 'The QR code holds something else, or QRCodeStack does not show where it leads.',
		whatToDo: "Give it a 'Destination URL', or remove the UTM parameters.",
	},
	shortLinkMissing: {
		headline: 'There is no short link to draw',
		whatHappened: '{code} came without one, or with one that is no web address.',
		whatToDo: "Take the picture from the dashboard, or use Get Image with 'Source' set to 'QRCodeStack'.",
	},
	codeTooLarge: {
		headline: 'The QR code does not fit into the picture',
		whatHappened: 'Its link is too long for {room}.',
		whatToDo: 'Choose a larger size, a smaller margin or a lower error correction.',
	},
	fileMissing: {
		headline: 'No file came of it',
		whatHappened: '{reason}',
		whatToDo: "Set 'Source' in 'Image Options' to 'Drawn' for a picture of the short link.",
	},
	logoUnusable: {
		headline: 'The logo cannot be drawn',
		whatHappened: 'The input item has no PNG, JPEG or plain SVG of up to 2 MB in the binary field "{field}".',
		whatToDo: "Correct 'Logo Field', or remove it.",
	},
	sheetTooFull: {
		headline: 'The labels do not fit on the page',
		whatHappened: 'Margins and gaps leave no room for {columns} columns and {rows} rows.',
		whatToDo: 'Choose smaller ones, or fewer columns and rows.',
	},
	deletingOff: {
		headline: 'Deleting is switched off for this tool, so nothing was deleted',
		whatHappened: 'An AI agent may delete QR codes only if a person allows it.',
		whatToDo:
			"A person can switch it on with 'Allow Deleting' in the QRCodeStack tool of the workflow. Do not try again before that.",
	},
	redirectingOff: {
		headline: 'Changing destinations is switched off for this tool, so nothing was changed',
		whatHappened: 'An AI agent may change where an existing QR code leads only if a person allows it.',
		whatToDo:
			"A person can switch it on with 'Allow Redirecting' in the QRCodeStack tool of the workflow. Do not try again before that.",
	},
	customFieldsOff: {
		headline: 'Custom fields are switched off for this tool, so nothing was sent',
		whatHappened: 'These were given: {names}. An AI agent may send them only if a person allows it.',
		whatToDo:
			"Leave them out. A person can switch them on with 'Allow Custom Fields' in the QRCodeStack tool of the workflow.",
	},
	linkNotInFirst: {
		headline: 'None of the first {count} QR codes has this link',
		whatHappened: 'An AI agent looks through no more of a list, to save calls.',
		whatToDo: 'Use the ID of the QR code instead of its link.',
	},
	tooManyForAgent: {
		headline: 'Limit must be a whole number from 1 to {maximum}',
		whatHappened: 'A larger list is too much to read at once for an AI agent.',
		whatToDo: 'Ask for fewer.',
	},
	tooManyLogsForAgent: {
		headline: 'This question would take more than {maximum} API calls',
		whatHappened:
			'Each QR code with scans has a log of its own. An AI agent reads no more of them, to save calls.',
		whatToDo: 'Ask for fewer QR codes or a shorter time. A workflow may read them all.',
	},
	tooManyGroups: {
		headline: 'The summary would have more than {maximum} rows',
		whatHappened: "Each combination of what 'Group By' names is a row of its own.",
		whatToDo: "Choose fewer entries in 'Group By', fewer QR codes or a shorter time.",
	},
} as const satisfies Record<string, Message>;
