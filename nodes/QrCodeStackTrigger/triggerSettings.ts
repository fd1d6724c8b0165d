import type { IPollFunctions } from 'n8n-workflow';

import { invalidInput } from '../shared/apiCallError';
import { isObject } from '../shared/objects';
import { parseDateParameterMs } from '../shared/zonedTime';
import { DEFAULT_MAX_SCANS_PER_POLL, START_FROM, WATCH } from './fields';
import { codeKey } from './triggerState';

/** The trigger's parameters, checked. */
export interface TriggerSettings {
	/** Which codes: all of the account, or these. */
	watch: { kind: 'all' } | { kind: 'ids'; ids: string[] } | { kind: 'shortLink'; link: string };
	/** The starting point, as far as the parameters tell it; `now` is filled in by the first poll. */
	start: { kind: 'now' } | { kind: 'at'; atMs: number };
	/** Tells one starting point from another, so that a changed one starts over. */
	startKey: string;
	/** Tells one choice of codes from another: codes that are added to it start now. */
	watchKey: string;
	includeQrCode: boolean;
	maxScansPerPoll: number;
}

/**
 * Reads the parameters of the trigger.
 * @throws {ApiCallError} kind 'invalidInput', with a text for the person who set them.
 */
export function readSettings(context: IPollFunctions): TriggerSettings {
	const options = readObject(context.getNodeParameter('options', {}));
	const watch = readWatch(context);
	return {
		watch,
		watchKey: toWatchKey(watch),
		...readStart(context),
		includeQrCode: options.includeQrCode !== false,
		maxScansPerPoll: readMaxScans(options.maxScansPerPoll ?? DEFAULT_MAX_SCANS_PER_POLL),
	};
}

function readWatch(context: IPollFunctions): TriggerSettings['watch'] {
	switch (context.getNodeParameter('watch', WATCH.all)) {
		case WATCH.one:
			return readLocator(context.getNodeParameter('qrCodeId', ''));
		case WATCH.selected: {
			const ids = toIds(context.getNodeParameter('qrCodeIds', []));
			if (ids.length > 0) return { kind: 'ids', ids };
			throw invalidInput(
				'No QR code is selected',
				'Select at least one under "QR Codes", or watch all of them.',
			);
		}
		default:
			return { kind: 'all' };
	}
}

function toWatchKey(watch: TriggerSettings['watch']): string {
	if (watch.kind === 'all') return watch.kind;
	return codeKey(JSON.stringify(watch.kind === 'ids' ? [...watch.ids].sort() : watch.link));
}

function readLocator(locator: unknown): TriggerSettings['watch'] {
	const { mode, value } = isObject(locator) ? locator : { mode: 'id', value: locator };
	const text = String(value ?? '').trim();
	if (text === '')
		throw invalidInput('No QR code is chosen', 'Choose the one to watch, or watch all of them.');
	return mode === 'shortLink' ? { kind: 'shortLink', link: text } : { kind: 'ids', ids: [text] };
}

/** The multi-select hands out an array; an expression may give one text with commas. */
function toIds(value: unknown): string[] {
	const list = Array.isArray(value) ? value : String(value ?? '').split(',');
	return [...new Set(list.map((entry) => String(entry ?? '').trim()).filter((id) => id !== ''))];
}

function readStart(context: IPollFunctions): Pick<TriggerSettings, 'start' | 'startKey'> {
	switch (context.getNodeParameter('startFrom', START_FROM.now)) {
		case START_FROM.beginning:
			return { start: { kind: 'at', atMs: 0 }, startKey: START_FROM.beginning };
		case START_FROM.date: {
			const atMs = parseDateParameterMs(context.getNodeParameter('startDate', ''), context.getTimezone());
			if (atMs !== undefined) return { start: { kind: 'at', atMs }, startKey: `${START_FROM.date}:${atMs}` };
			throw invalidInput(
				'The start date is not a date',
				'Choose one under "Start Date", such as 2026-11-22.',
			);
		}
		default:
			return { start: { kind: 'now' }, startKey: START_FROM.now };
	}
}

function readMaxScans(value: unknown): number {
	const count = Number(value);
	if (Number.isSafeInteger(count) && count > 0) return count;
	throw invalidInput('Max Scans per Poll must be a whole number from 1', 'Correct it under "Options".');
}

function readObject(value: unknown): { [name: string]: unknown } {
	return isObject(value) ? value : {};
}
