import type { IPollFunctions } from 'n8n-workflow';

import { invalidInput } from '../../shared/errors/connectorError';
import { readChosenQrCode } from '../../shared/qrCodes/chosenQrCode';
import { parseSwitch, parseWholeNumber } from '../../shared/input/expressionValues';
import { shortHash } from '../../shared/util/hash';
import { isObject, toText } from '../../shared/util/objects';
import { quoteGiven } from '../../shared/util/redact';
import { parseDateParameterMs } from '../../shared/util/zonedTime';
import {
	EVENTS,
	LATE_WINDOW_MINUTES,
	MAX_SCANS_PER_POLL,
	MONTHLY_BUDGET_PERCENT,
	START_FROM,
	WATCH,
	type NumberOption,
} from './fields';

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
	/** How late a scan may enter the log, after its own time. */
	allowedLatenessMs: number;
	/** The share of the plan's monthly calls that the trigger may use. */
	monthlyBudgetPercent: number;
	filters: ScanFilters;
}

/** What a person wants to see; in lower case, empty for everything. */
export interface ScanFilters {
	countries: string[];
	devices: string[];
	/** Hand on only the first scan of each code since the starting point. */
	firstScanOnly: boolean;
}

/**
 * Reads the parameters of the trigger.
 * @throws {ConnectorError} kind 'invalidInput', with a text for the person who set them.
 */
export function readSettings(context: IPollFunctions): TriggerSettings {
	const options = readObject(context.getNodeParameter('options', {}));
	const watch = readWatch(context);
	return {
		watch,
		watchKey: toWatchKey(watch),
		...readStart(context),
		includeQrCode: parseSwitch(options.includeQrCode, true),
		maxScansPerPoll: readNumber(options.maxScansPerPoll, MAX_SCANS_PER_POLL),
		allowedLatenessMs: readNumber(options.lateWindow, LATE_WINDOW_MINUTES) * 60_000,
		monthlyBudgetPercent: readNumber(options.monthlyBudget, MONTHLY_BUDGET_PERCENT),
		filters: {
			countries: toWords(options.country),
			devices: toWords(options.device),
			firstScanOnly: context.getNodeParameter('event', EVENTS.newScan) === EVENTS.firstScan,
		},
	};
}

function readWatch(context: IPollFunctions): TriggerSettings['watch'] {
	switch (context.getNodeParameter('watch', WATCH.all)) {
		case WATCH.one:
			return readLocator(context.getNodeParameter('qrCodeId', ''));
		case WATCH.selected: {
			const ids = toIds(context.getNodeParameter('qrCodeIds', []));
			refuseLinks(ids);
			if (ids.length > 0) return { kind: 'ids', ids };
			throw invalidInput('noCodeSelected');
		}
		default:
			return { kind: 'all' };
	}
}

function toWatchKey(watch: TriggerSettings['watch']): string {
	if (watch.kind === 'all') return watch.kind;
	return shortHash(JSON.stringify(watch.kind === 'ids' ? [...watch.ids].sort() : watch.link));
}

function readLocator(locator: unknown): TriggerSettings['watch'] {
	const chosen = readChosenQrCode(locator);
	if (chosen.kind === 'link') return { kind: 'shortLink', link: chosen.link };
	const id = toText(chosen.id).trim();
	if (id !== '') return { kind: 'ids', ids: [id] };
	throw invalidInput('noCodeChosen');
}

/** The list hands out IDs; an expression may give links, which would all have to be looked up at each start. */
function refuseLinks(ids: string[]): void {
	if (ids.some((id) => readChosenQrCode(id).kind === 'link')) throw invalidInput('linkAmongIds');
}

/** The multi-select hands out an array; an expression may give one text with commas. */
function toIds(value: unknown): string[] {
	const list = Array.isArray(value) ? value : toText(value).split(',');
	return [...new Set(list.map((entry) => toText(entry).trim()).filter((id) => id !== ''))];
}

function readStart(context: IPollFunctions): Pick<TriggerSettings, 'start' | 'startKey'> {
	switch (context.getNodeParameter('startFrom', START_FROM.now)) {
		case START_FROM.beginning:
			return { start: { kind: 'at', atMs: 0 }, startKey: START_FROM.beginning };
		case START_FROM.date: {
			const given: unknown = context.getNodeParameter('startDate', '');
			const atMs = parseDateParameterMs(given, context.getTimezone());
			if (atMs !== undefined) return { start: { kind: 'at', atMs }, startKey: `${START_FROM.date}:${atMs}` };
			throw invalidInput('startDateUnreadable', { given: quoteGiven(given) });
		}
		default:
			return { start: { kind: 'now' }, startKey: START_FROM.now };
	}
}

function readNumber(value: unknown, option: NumberOption): number {
	return parseWholeNumber(value ?? option.fallback, option);
}

function toWords(value: unknown): string[] {
	return toIds(value).map((word) => word.toLowerCase());
}

function readObject(value: unknown): { [name: string]: unknown } {
	return isObject(value) ? value : {};
}
