import { DAY_MS } from '../../shared/util/duration';
import type { IPollFunctions } from 'n8n-workflow';

import { requireId } from '../../shared/api/endpoints';
import { invalidInput } from '../../shared/errors/connectorError';
import {
	isLeftOut,
	parseList,
	parseOption,
	parseSwitch,
	parseText,
	parseWholeNumber,
} from '../../shared/input/parameterValues';
import { requireCountryCode } from '../../shared/input/country';
import { toFilterText } from '../../shared/input/filterText';
import { trimInvisible } from '../../shared/input/visibleText';
import { isOpenFilter, type CodeFilter } from '../../shared/qrCodes/codeFilter';
import { parseCodeFilter } from '../../shared/qrCodes/codeFilterFields';
import { readChosenQrCode } from '../../shared/qrCodes/chosenQrCode';
import { shortHash } from '../../shared/util/hash';
import { isObject, toText } from '../../shared/util/objects';
import { quoteGiven, tidyText } from '../../shared/util/redact';
import { parseDateParameterMs } from '../../shared/util/zonedTime';
import {
	EVENTS,
	LATE_WINDOW_MINUTES,
	MAX_SCANS_PER_POLL,
	MILESTONE_EVERY,
	MONTHLY_BUDGET_PERCENT,
	OUTPUT,
	QUIET_DAYS,
	START_FROM,
	USED_PERCENT,
	WATCH,
	type NumberOption,
} from './fields';

/** What starts the workflow. */
export type EventSettings =
	| { kind: 'scans' }
	| { kind: 'scanMilestone'; counts: number[]; every?: number }
	| { kind: 'quietQrCode'; quietMs: number }
	| { kind: 'newQrCode' | 'changedQrCode' | 'deletedQrCode' }
	| { kind: 'apiCallsUsed'; percent: number };

/** All but the scans, which show in the logs. */
export type ListEventSettings = Exclude<EventSettings, { kind: 'scans' }>;

/** The trigger's parameters, checked. */
export interface TriggerSettings {
	event: EventSettings;
	/** Which codes: all of the account, or these. */
	watch:
		| { kind: 'all' }
		| { kind: 'matching'; filter: CodeFilter }
		| { kind: 'ids'; ids: string[] }
		| { kind: 'shortLink'; link: string };
	/**
	 * The starting point, as far as the parameters say it; `now` is filled in by the first poll. A moment that an
	 * expression gives counts for the poll that sets the start: the state keeps it.
	 */
	start: { kind: 'now' } | { kind: 'at'; atMs: number };
	/**
	 * Tells one starting point from another, so that a changed one starts over: by what the person wrote, not by the
	 * moment that it means today.
	 */
	startKey: string;
	/** Tells one choice of codes from another: codes that are added to it start now. */
	watchKey: string;
	includeQrCode: boolean;
	/** Scans are emitted as the API sends them. */
	isRaw: boolean;
	maxScansPerPoll: number;
	/** How late a scan may enter the log, after its own time. */
	allowedLatenessMs: number;
	/** The share of the plan's monthly calls that the trigger may use. */
	monthlyBudgetPercent: number;
	filters: ScanFilters;
}

/** What a person wants to see; comparable by {@link toFilterText}, empty for everything. */
export interface ScanFilters {
	/** Codes: `DE`. */
	countries: string[];
	cities: string[];
	devices: string[];
	operatingSystems: string[];
	browsers: string[];
	referrerContains: string;
	/** Emit only the first scan of each code since the starting point. */
	firstScanOnly: boolean;
}

/**
 * Reads the parameters of the trigger.
 * @throws {ConnectorError} kind 'invalidInput', with a text for the person who set them, also for an expression that
 * can't be worked out: at activation, that person is there to read it.
 */
export function readSettings(context: IPollFunctions): TriggerSettings {
	const name = readEventName(context);
	const event = readEvent(context, name);
	const watch: TriggerSettings['watch'] =
		event.kind === 'apiCallsUsed' ? { kind: 'all' } : readWatch(context);
	const output = readOption(context, 'output', 'Output');
	return {
		event,
		watch,
		watchKey: toWatchKey(watch),
		...(event.kind === 'scans' ? readStart(context) : startNow(event.kind)),
		includeQrCode: parseSwitch(readOption(context, 'includeQrCode', INCLUDE_QR_CODE), INCLUDE_QR_CODE, true),
		maxScansPerPoll: readNumber(context, 'maxScansPerPoll', MAX_SCANS_PER_POLL),
		allowedLatenessMs: readNumber(context, 'lateWindow', LATE_WINDOW_MINUTES) * 60_000,
		monthlyBudgetPercent: readNumber(context, 'monthlyBudget', MONTHLY_BUDGET_PERCENT),
		isRaw: parseOption(output, 'Output', Object.values(OUTPUT), OUTPUT.simplified) === OUTPUT.raw,
		filters: {
			// a filter that an event of codes does not show must not keep it from working
			...(event.kind === 'scans' ? readFilters(context) : NO_FILTERS),
			firstScanOnly: name === EVENTS.firstScan,
		},
	};
}

type EventName = (typeof EVENTS)[keyof typeof EVENTS];

function readEventName(context: IPollFunctions): EventName {
	const event = readParameter(context, 'event', 'Trigger On');
	return parseOption(event, 'Trigger On', Object.values(EVENTS), EVENTS.newScan);
}

function readEvent(context: IPollFunctions, name: EventName): EventSettings {
	switch (name) {
		case EVENTS.newScan:
		case EVENTS.firstScan:
			return { kind: 'scans' };
		case EVENTS.scanMilestone:
			return { kind: name, ...readMilestones(context) };
		case EVENTS.quietQrCode:
			return { kind: name, quietMs: readNumberField(context, 'quietDays', QUIET_DAYS) * DAY_MS };
		case EVENTS.newQrCode:
		case EVENTS.changedQrCode:
		case EVENTS.deletedQrCode:
			return { kind: name };
		case EVENTS.apiCallsUsed:
			return { kind: name, percent: readNumberField(context, 'percent', USED_PERCENT) };
	}
}

const MILESTONES = { label: 'Milestones', min: 1 };

function readMilestones(context: IPollFunctions): { counts: number[]; every?: number } {
	const given = readParameter(context, 'milestones', MILESTONES.label);
	const words = isLeftOut(given) ? [] : parseList(given, MILESTONES.label);
	const counts = words.map((word) => parseWholeNumber(word, MILESTONES)).sort((a, b) => a - b);
	const every = readNumberField(context, 'milestoneEvery', MILESTONE_EVERY);
	if (counts.length === 0 && every === 0) throw invalidInput('noMilestone');
	return { counts: [...new Set(counts)], ...(every === 0 ? {} : { every }) };
}

/** Events of codes count from the activation; another event starts anew. */
function startNow(kind: string): Pick<TriggerSettings, 'start' | 'startKey'> {
	return { start: { kind: 'now' }, startKey: `event:${kind}` };
}

const INCLUDE_QR_CODE = 'Include QR Code';

/** @throws {ConnectorError} kind 'invalidInput' where its expression can't be worked out. */
function readParameter(context: IPollFunctions, name: string, label: string): unknown {
	try {
		return context.getNodeParameter(name, null);
	} catch (error) {
		const reason = tidyText(error instanceof Error ? error.message : toText(error));
		throw invalidInput('settingUnreadable', { field: label, reason: reason.replace(/\.$/, '') });
	}
}

function readOption(context: IPollFunctions, name: string, label: string): unknown {
	return readParameter(context, `options.${name}`, label);
}

function readWatch(context: IPollFunctions): TriggerSettings['watch'] {
	const watch = readParameter(context, 'watch', 'Watch');
	switch (parseOption(watch, 'Watch', Object.values(WATCH), WATCH.all)) {
		case WATCH.one:
			return readLocator(readParameter(context, 'qrCodeId', 'QR Code'));
		case WATCH.selected:
			return { kind: 'ids', ids: readIds(readParameter(context, 'qrCodeIds', 'QR Code Names or IDs')) };
		case WATCH.matching:
			return { kind: 'matching', filter: readCodeFilter(context) };
		case WATCH.all:
			return { kind: 'all' };
	}
}

function toWatchKey(watch: TriggerSettings['watch']): string {
	if (watch.kind === 'all') return watch.kind;
	return shortHash(JSON.stringify(toWatched(watch)));
}

function toWatched(watch: Exclude<TriggerSettings['watch'], { kind: 'all' }>): unknown {
	switch (watch.kind) {
		case 'matching':
			return { filter: Object.entries(watch.filter).sort() };
		case 'ids':
			return [...watch.ids].sort();
		case 'shortLink':
			return watch.link;
	}
}

/** @throws {ConnectorError} kind 'invalidInput' where there is no filter at all: that would be all codes. */
function readCodeFilter(context: IPollFunctions): CodeFilter {
	const label = 'QR Code Filters';
	const collection = readParameter(context, 'qrCodeFilters', label) ?? undefined;
	const filter = parseCodeFilter(collection, label, { timeZone: context.getTimezone() });
	if (isOpenFilter(filter)) throw invalidInput('filterEmpty', { field: label });
	return filter;
}

function readLocator(locator: unknown): TriggerSettings['watch'] {
	const chosen = readChosenQrCode(locator);
	if (chosen.kind === 'link') return { kind: 'shortLink', link: chosen.link };
	if (isLeftOut(chosen.id) || chosen.id === '') throw invalidInput('noCodeChosen');
	return { kind: 'ids', ids: [requireId(chosen.id)] };
}

/** The list gives IDs; an expression may give links, which would all have to be looked up at each start. */
function readIds(value: unknown): string[] {
	const ids = parseList(value, 'QR Code Names or IDs');
	if (ids.length === 0) throw invalidInput('noCodeSelected');
	if (ids.some((id) => readChosenQrCode(id).kind === 'link')) throw invalidInput('linkAmongIds');
	return ids.map(requireId);
}

function readStart(context: IPollFunctions): Pick<TriggerSettings, 'start' | 'startKey'> {
	const startFrom = readParameter(context, 'startFrom', 'Start From');
	switch (parseOption(startFrom, 'Start From', Object.values(START_FROM), START_FROM.now)) {
		case START_FROM.beginning:
			return { start: { kind: 'at', atMs: 0 }, startKey: START_FROM.beginning };
		case START_FROM.date: {
			const given = readParameter(context, 'startDate', 'Start Date');
			const moment = typeof given === 'string' ? trimInvisible(given) : given;
			const atMs = parseDateParameterMs(moment, context.getTimezone());
			if (atMs === undefined) throw invalidInput('startDateUnreadable', { given: quoteGiven(given) });
			return { start: { kind: 'at', atMs }, startKey: `${START_FROM.date}:${textOf(context, 'startDate')}` };
		}
		case START_FROM.now:
			return { start: { kind: 'now' }, startKey: START_FROM.now };
	}
}

/** What stands in a field, its expression not worked out. */
function textOf(context: IPollFunctions, name: string): string {
	return toText(context.getNode().parameters[name]).trim();
}

function readNumberField(context: IPollFunctions, name: string, field: NumberOption): number {
	return parseWholeNumber(readParameter(context, name, field.label) ?? field.fallback, field);
}

function readNumber(context: IPollFunctions, name: string, option: NumberOption): number {
	const value = readOption(context, name, option.label);
	return parseWholeNumber(value ?? option.fallback, option);
}

const NO_FILTERS: Omit<ScanFilters, 'firstScanOnly'> = {
	countries: [],
	cities: [],
	devices: [],
	operatingSystems: [],
	browsers: [],
	referrerContains: '',
};

function readFilters(context: IPollFunctions): Omit<ScanFilters, 'firstScanOnly'> {
	return {
		countries: readCountries(context),
		cities: readWords(context, 'city', 'City'),
		devices: readWords(context, 'device', 'Device'),
		operatingSystems: readWords(context, 'os', 'Operating System'),
		browsers: readWords(context, 'browser', 'Browser'),
		referrerContains: readReferrer(context),
	};
}

/** @throws {ConnectorError} kind 'invalidInput' where a word names no country: no scan could pass. */
function readCountries(context: IPollFunctions): string[] {
	return [...new Set(readList(context, 'country', 'Country').map(requireCountryCode))];
}

function readWords(context: IPollFunctions, name: string, label: string): string[] {
	return readList(context, name, label).map(toFilterText);
}

const REFERRER = 'Referrer Contains';

function readReferrer(context: IPollFunctions): string {
	if (!isAdded(context, 'referrerContains')) return '';
	const text = toFilterText(parseText(readOption(context, 'referrerContains', REFERRER), REFERRER));
	if (text === '') throw invalidInput('filterEmpty', { field: REFERRER });
	return text;
}

/**
 * The words of a filter; none where it was not added.
 * @throws {ConnectorError} kind 'invalidInput' where it was added and is empty: that would let every scan through.
 */
function readList(context: IPollFunctions, name: string, label: string): string[] {
	if (!isAdded(context, name)) return [];
	const words = parseList(readOption(context, name, label), label);
	if (words.length === 0) throw invalidInput('filterEmpty', { field: label });
	return words;
}

function isAdded(context: IPollFunctions, option: string): boolean {
	const { options } = context.getNode().parameters;
	return isObject(options) && Object.hasOwn(options, option);
}
