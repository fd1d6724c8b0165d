import type { Message } from './message';

/** What only the trigger can run into. */
export const TRIGGER_MESSAGES = {
	noScansYet: {
		headline: 'There are no scans yet',
		whatHappened: "'Fetch Test Event' shows the newest scan of the codes that are watched.",
		whatToDo: 'Scan a QR code with your phone, or open its short link in a browser, then fetch again.',
	},
	noScanPasses: {
		headline: 'None of the newest scans passes the filters',
		whatHappened: 'The {scans} {seen}.',
		whatToDo: 'Change the filters in the options, or scan a QR code that passes them, then fetch again.',
	},
	noMilestone: {
		headline: 'There is no milestone',
		whatHappened: "'Milestones' is empty, and 'Milestone Every' is 0, so nothing could ever be reported.",
		whatToDo: 'Enter the numbers of scans to hear of, such as 100, 500, or every how many.',
	},
	noCodeYet: {
		headline: 'There is no QR code yet that this event could report',
		whatHappened: "'Fetch Test Event' shows what an item looks like, made of one of your QR codes.",
		whatToDo: "Create a QR code, or check 'Watch', then fetch again.",
	},
	callsUnknown: {
		headline: 'QRCodeStack does not say how many API calls are used',
		whatHappened: 'The account answered without the number of calls of this month, or without its limit.',
		whatToDo: 'Choose another event, or ask QRCodeStack about the plan of this key.',
	},
	countryUnknown: {
		headline: 'Country names no country that there is',
		whatHappened: 'The filter was given {given}, so no scan would pass.',
		whatToDo: 'Choose countries from the list, or give their codes or names, such as DE or Germany.',
	},
	noCodeSelected: {
		headline: 'No QR code is selected',
		whatHappened: "'Watch' is set to selected QR codes, and none is given.",
		whatToDo: 'Select at least one, or watch all of them.',
	},
	linkAmongIds: {
		headline: 'A link stands among the selected QR codes',
		whatHappened:
			'Each of them has to be an ID, as the list gives it; a link comes from an expression. No call was made.',
		whatToDo:
			"Select them from the list, give their IDs, or set 'Watch' to one QR code, which may be a link.",
	},
	noCodeChosen: {
		headline: 'No QR code is chosen',
		whatHappened: "'Watch' is set to one QR code, and none is given.",
		whatToDo: 'Choose the one to watch, or watch all of them.',
	},
	settingUnreadable: {
		headline: '{field} could not be worked out',
		whatHappened: 'Its expression gave no value: {reason}.',
		whatToDo: 'Correct the expression, or enter the value itself. A trigger has no input item to read from.',
	},
	startDateUnreadable: {
		headline: 'The start date is not a date',
		whatHappened: "'Start Date' was given {given}, perhaps by an expression.",
		whatToDo: 'Choose it from the calendar, or write it as 2026-11-22.',
	},
	watchedCodesGone: {
		headline: 'QRCodeStack could not find a QR code that is watched',
		whatHappened:
			'There is no log of {codes}. It may have been deleted, or it belongs to another account than the key.',
		whatToDo:
			'Take it out of the codes that are watched, or restore it: the trigger looks for it once an hour, and goes on with the others.',
	},
	shareUsedUp: {
		headline: 'The share of the API calls for this month is used up',
		whatHappened: "The trigger makes no more calls than 'Monthly Budget' allows.",
		whatToDo:
			'Nothing has to be done: it goes on when the month of the API (UTC) is over, or the share is raised.',
	},
	longPause: {
		headline: 'The trigger pauses for more than a day',
		whatHappened:
			"No poll since {since}, and the next one at about {until}: 'Monthly Budget' is {percent}% of the {limit} calls a month that the plan has, {used} of these are used, and a poll takes about {calls}.",
		whatToDo:
			"Scans that come in meanwhile follow then. To get them sooner, raise 'Monthly Budget', watch fewer QR codes, or take a larger plan.",
	},
	planUnknown: {
		headline: 'QRCodeStack does not say how many API calls the plan has',
		whatHappened: 'For a day, GET /me has named no limit, so the trigger keeps to {limit} calls a month.',
		whatToDo:
			'If your plan has as many, nothing has to be done. With a larger one, scans come later than they could: ask support@qrcodestack.com.',
	},
	codesWithoutId: {
		headline: 'The QR codes in the list have no ID that this node knows',
		whatHappened: 'No scan can be asked for without it. The entries of the list have these fields: {names}.',
		whatToDo: 'Look for a newer version of this node, or open an issue that names these fields.',
	},
	scansWithoutTime: {
		headline: 'The scans of a QR code have no time that this node knows',
		whatHappened:
			'Without it, scans would be lost or come twice, so none was emitted. They have these fields: {names}.',
		whatToDo: 'Look for a newer version of this node, or open an issue that names these fields.',
	},
	scansShareId: {
		headline: 'Several scans of a QR code have the same ID',
		whatHappened:
			'They cannot be told apart, and some would be lost, so none was emitted. They have these fields: {names}.',
		whatToDo: 'Look for a newer version of this node, or open an issue that names these fields.',
	},
	tooManyUnread: {
		headline: 'There are too many unread scans to pick up at once',
		whatHappened: 'One QR code has more than {maximum} scans that were not read yet.',
		whatToDo: "Set 'Start From' to a later date.",
	},
} as const satisfies Record<string, Message>;
