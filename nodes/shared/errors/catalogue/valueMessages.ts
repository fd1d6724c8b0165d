import type { Message } from './message';

/** Faults in the fields of the action node, found before any call. */
export const VALUE_MESSAGES = {
	valuesNeedCorrection: {
		headline: '{fields} a correction',
		whatHappened: '{issues}.',
		whatToDo: 'Correct this and run it again.',
	},
	noWholeNumber: {
		headline: '{field} must be a whole number {range}',
		whatHappened: 'It was given {given}, perhaps by an expression.',
		whatToDo: 'Correct it and run this again.',
	},
	noNumber: {
		headline: '{field} must be a number {range}',
		whatHappened: 'It was given {given}, perhaps by an expression.',
		whatToDo: 'Correct it and run this again.',
	},
	noSwitch: {
		headline: '{field} must be true or false',
		whatHappened: 'It was given {given}, perhaps by an expression.',
		whatToDo: 'Correct it and run this again.',
	},
	optionUnknown: {
		headline: '{field} must be {values}',
		whatHappened: 'It was given {given}, perhaps by an expression.',
		whatToDo: 'Choose one from the list.',
	},
	noText: {
		headline: '{field} must be a text',
		whatHappened: 'It was given {given}, perhaps by an expression.',
		whatToDo: 'Correct it and run this again.',
	},
	filterEmpty: {
		headline: '{field} is empty',
		whatHappened: 'It narrows what this works on, and an empty one would mean everything. No call was made.',
		whatToDo: 'Give it a value, or remove it.',
	},
	dateUnreadable: {
		headline: '{field} is not a date',
		whatHappened: 'It was given {given}, perhaps by an expression. No call was made.',
		whatToDo: 'Choose a date, or write one such as 2026-11-30T09:00:00.',
	},
	rangeEmpty: {
		headline: 'Nothing lies between {field} and {other}',
		whatHappened: 'Together they leave nothing over. No call was made.',
		whatToDo: 'Correct one of them.',
	},
	concurrencyTooHigh: {
		headline: 'Concurrency must not be over {maximum}',
		whatHappened: 'So many calls at once are the most that this node makes.',
		whatToDo: 'Choose a smaller number.',
	},
	batchTooLarge: {
		headline: 'Batch Size must not be over {maximum}',
		whatHappened: 'That is the most that the API takes at once.',
		whatToDo: 'Choose a smaller number.',
	},
	jsonInvalid: {
		headline: '{field} is not valid JSON',
		whatHappened: 'Look at line {line}, character {column}: {found} is out of place there.',
		whatToDo: 'Correct it and run this again.',
	},
	jsonIncomplete: {
		headline: '{field} is not complete JSON',
		whatHappened: 'It ends too early: a bracket or a quote is missing at its end.',
		whatToDo: 'Add it and run this again.',
	},
	jsonNoObject: {
		headline: '{field} must be a JSON object',
		whatHappened: 'It holds other JSON, such as a list or a single value.',
		whatToDo: 'Write it in curly brackets, such as {"folder": "spring"}.',
	},
	nothingToUpdate: {
		headline: 'There is nothing to update',
		whatHappened: 'No field has a value.',
		whatToDo: "Add at least one field under 'Update Fields' or 'Design' and give it a value.",
	},
	idEmpty: {
		headline: 'The QR code ID is empty',
		whatHappened: 'Nothing is chosen, or an expression gave nothing. No call was made.',
		whatToDo: 'Choose a QR code or enter its ID.',
	},
	idImpossible: {
		headline: 'This is not a QR code ID',
		whatHappened:
			'What was given is an object, a list, a path or an expression, is too long, or has signs that no ID has. No call was made.',
		whatToDo: 'Choose a QR code from the list or give its ID alone.',
	},
	linkEmpty: {
		headline: 'The link of the QR code is empty',
		whatHappened: 'No link was given, or an expression gave nothing. No call was made.',
		whatToDo: 'Paste its short link, or the address of its page in the dashboard.',
	},
	linkImpossible: {
		headline: 'This is not a link',
		whatHappened: 'No link has a character that nobody sees. {place} No call was made.',
		whatToDo: 'Take it out, or choose the QR code from the list.',
	},
	noFieldSelected: {
		headline: 'No field is selected',
		whatHappened: "'Output' is 'Selected Fields', and no field is named.",
		whatToDo: "Name at least one under 'Fields', such as: id, name.",
	},
	fieldsUnknown: {
		headline: 'None of the selected fields exists',
		whatHappened: 'These do: {names}.',
		whatToDo: "Correct the names under 'Fields'.",
	},
	operationUnknown: {
		headline: 'This operation does not exist',
		whatHappened:
			'The workflow names an operation that the node does not have, perhaps after an edit by hand.',
		whatToDo: 'Choose one from the Operation list.',
	},
} as const satisfies Record<string, Message>;
