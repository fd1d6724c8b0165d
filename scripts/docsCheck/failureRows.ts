import { FAILURES, type Failure } from '../../nodes/shared/failures';

export interface FailureSection {
	title: string;
	rows: Failure[];
}

const row = (headline: string, whatHappened: string, whatToDo: string): Failure => ({
	headline,
	whatHappened,
	whatToDo,
});

/** Every failure that a person can meet; "…" stands for what differs from case to case. */
export const FAILURE_SECTIONS: FailureSection[] = [
	{
		title: 'Key and plan',
		rows: [
			row(
				'The QRCodeStack credential needs a correction',
				'The key is empty or holds a space or line break, or the base URL is no web address, not `https://`, or more than an address.',
				'Correct the field that the text names.',
			),
			FAILURES.keyRefused,
			FAILURES.planForbids,
			row(
				'This credential works for … only',
				'Something wanted to send the key to another address. Nothing was sent.',
				'If you use the credential in an HTTP Request node, call the address in **Base URL**.',
			),
			FAILURES.redirected,
		],
	},
	{ title: 'Limits', rows: [FAILURES.minuteLimit, FAILURES.pause, FAILURES.monthLimit] },
	{
		title: 'Values',
		rows: [
			FAILURES.valuesRefused,
			FAILURES.notFound,
			FAILURES.refused,
			row(
				'The values of the node need a correction',
				'A field is empty or not what it should be. No call was made.',
				'Correct the fields that the text names.',
			),
			row(
				'… must be a whole number …',
				'Another value came, perhaps from an expression.',
				'Correct the field that the text names.',
			),
			row(
				'… must not be over …',
				'The number is larger than the node or the API takes.',
				'Choose a smaller one.',
			),
			row(
				'… is not valid JSON',
				'A character is out of place.',
				'Look at the line and the character that the text names.',
			),
			row(
				'… is not complete JSON',
				'The JSON ends too early.',
				'Look for a bracket or a quote that is missing at its end.',
			),
			row('… must be a JSON object', 'The field holds other JSON.', 'Write the field in curly brackets.'),
			row(
				'There is nothing to update',
				'Update was run without any field.',
				'Add a field under **Update Fields** or **Design**.',
			),
			row(
				'The QR code ID is empty',
				'An expression gave nothing. No call was made.',
				'Check the expression, or choose the code from the list.',
			),
			row(
				'This is not a QR code ID',
				'What was given can not be an ID. No call was made.',
				'Choose the code from the list, or paste its ID.',
			),
			row('The link of the QR code is empty', 'No link was given. No call was made.', 'Paste the link.'),
			row(
				'No QR code has this link',
				'No code of the account has that short link or dashboard page.',
				'Check the link, or choose the code from the list.',
			),
			row(
				'No field is selected',
				'**Output** is **Selected Fields**, and none is named.',
				'Name at least one.',
			),
			row(
				'None of the selected fields exists',
				'The answer has other fields.',
				'Take the names from the text, which lists those that exist.',
			),
			row(
				'Output must be raw, simplified or selectedFields',
				'Another word came, perhaps from an expression.',
				'Choose one from the list.',
			),
			row(
				'This operation does not exist',
				'The workflow names an operation that the node does not have, perhaps after an edit by hand.',
				'Choose one from the Operation list.',
			),
		],
	},
	{
		title: 'On the way',
		rows: [
			FAILURES.serverTrouble,
			FAILURES.unreadable,
			FAILURES.unreachable,
			FAILURES.broken,
			FAILURES.stopped,
			row(
				'The list from QRCodeStack could not be read to its end',
				'The API repeated itself, or promised more without end.',
				'Set **Limit** to the number in the text, or write to support.',
			),
			row(
				'The answer from QRCodeStack holds no list',
				'The API, or something in its place, sent something else.',
				'Check the base URL, or write to support.',
			),
			row(
				'The answer from QRCodeStack has an unknown form',
				'The API, or something in its place, sent something unexpected.',
				'Check the base URL, or write to support.',
			),
		],
	},
	{
		title: 'Create Many, Create or Update, Duplicate',
		rows: [
			row(
				'… a correction; nothing was created',
				'Rows of Create Many have a field that is empty or wrong, or are the same as another row.',
				'Correct the rows that the text names.',
			),
			row(
				'QR Codes (JSON) must be an array with at least one QR code',
				'The JSON of Create Many is no list.',
				'Write it in square brackets.',
			),
			row(
				'The account has no room for all these QR codes',
				"The plan's number of codes, or the month's calls, would not suffice; the text says how much is left. This QR code was not sent.",
				'Delete codes, send fewer rows, or take a larger plan.',
			),
			row(
				'QRCodeStack did not say what became of this QR code',
				'Nothing in the answer fits this row.',
				'Look at Get Many before you create it again.',
			),
			row(
				'This QR code was not sent',
				'An earlier one ended the run, for the reason that the text names.',
				'Run again for the items that have no code.',
			),
			row(
				'… QR codes match, so none was changed',
				'Several codes have the same name or reference.',
				'Use Update with one of the IDs in the text, or match by another field.',
			),
			row(
				'It is not clear which QR code is meant',
				'The field to match by has no name or no value.',
				'Fill in both.',
			),
			row(
				'The QR code was created, but QRCodeStack did not keep the field that it is matched by',
				'The API dropped the field, so the code would be created again next time.',
				'Match by name instead. The text names the ID of the new code.',
			),
			row(
				'Only QR codes that lead to a web address can be duplicated',
				'It is not documented where the API keeps the content of other types.',
				'Make the copy in the dashboard.',
			),
		],
	},
	{
		title: 'AI agents',
		rows: [
			row(
				'Deleting is switched off for this tool, so nothing was deleted',
				'A model wanted to delete a code.',
				'If it may, switch on **Allow Deleting**.',
			),
		],
	},
	{
		title: 'Trigger',
		rows: [
			row(
				'There are no scans yet',
				'**Fetch Test Event** found none.',
				'Scan a code with your phone, then fetch again.',
			),
			row(
				'No QR code is selected',
				'**Watch** is set to selected codes, and none is given.',
				'Select one, or watch all.',
			),
			row(
				'No QR code is chosen',
				'**Watch** is set to one code, and none is given.',
				'Choose one, or watch all.',
			),
			row('The start date is not a date', '**Start Date** can not be read.', 'Choose a date.'),
			row(
				'The share of the API calls for this month is used up',
				'**Monthly Budget** has no calls left.',
				'Nothing: the trigger goes on with the next month. For more calls, raise the share.',
			),
			row(
				'There are too many unread scans to pick up at once',
				'One code has more than 200,000 unread scans.',
				'Set **Start From** to a later date.',
			),
		],
	},
];
