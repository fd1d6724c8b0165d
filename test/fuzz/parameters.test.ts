import fc from 'fast-check';

import { readSettings } from '../../nodes/QrCodeStackTrigger/settings/settings';
import { readCreateManyOptions } from '../../nodes/QrCodeStack/resources/qrCode/createMany/options';
import { readJsonRows } from '../../nodes/QrCodeStack/resources/qrCode/createMany/readJsonRows';
import {
	readConcurrency,
	readMaxWaitMs,
	readQueryParameters,
} from '../../nodes/QrCodeStack/input/parameters';
import { readChanges, readNewQrCode, readUpdate } from '../../nodes/QrCodeStack/input/qrCodeFields';
import { readRowLimit } from '../../nodes/QrCodeStack/input/rowLimit';
import { MAX_TOOL_ROWS } from '../../nodes/QrCodeStack/fields/optionFields';
import { MAX_BULK_ROWS } from '../../nodes/shared/api/limits';
import { MAX_CALLS_IN_FLIGHT } from '../../nodes/shared/rateLimit/slotQueue';
import { canonicalJson } from '../../nodes/shared/util/canonicalJson';
import { parseColor } from '../../nodes/QrCodeStack/input/color';
import { getQrCode } from '../../nodes/shared/api/endpoints';
import { parseWholeNumber } from '../../nodes/shared/input/parameterValues';
import { findJsonSyntaxError } from '../../nodes/QrCodeStack/input/jsonSyntax';
import { parseJson, parseJsonObject } from '../../nodes/QrCodeStack/input/json';
import { parsePageToken } from '../../nodes/shared/paging/pagingState';
import { isWebAddress } from '../../nodes/QrCodeStack/input/webAddress';
import * as qrCodeInput from '../../nodes/QrCodeStack/input/qrCodeInput';
import { parseDateParameterMs } from '../../nodes/shared/util/zonedTime';
import { feed, fuzz } from './feed';
import { anyParameter, contextOf, hostileJson, hostileObject } from './hostile';

describe('parameters', () => {
	test('in JSON', () => {
		fuzz([anyParameter], (value) => {
			feed(() => parseJson(value, 'Field'));
			feed(() => parseJsonObject(value, 'Field'));
			if (typeof value === 'string')
				expect(feed(() => findJsonSyntaxError(value))).toBeLessThanOrEqual(value.length);
		});
	});

	test('with rows in JSON', () => {
		const rows = fc.oneof(anyParameter, fc.array(hostileObject({ name: anyParameter })), fc.json());
		fuzz([rows], (qrCodesJson) => feed(() => readJsonRows(contextOf({ qrCodesJson }), 0)));
	});

	test('that are checked before they are sent', () => {
		const design = hostileObject({ dot_color: anyParameter, logo_url: anyParameter });
		const row = { name: anyParameter, type: anyParameter, destination_url: anyParameter };
		fuzz([hostileObject({ ...row, render_customizations: design })], (body) => {
			feed(() => qrCodeInput.parseNewQrCode(body as Record<string, unknown>));
			feed(() => canonicalJson(body));
		});
	});

	test('of a QR code', () => {
		const field = fc.option(anyParameter, { nil: undefined });
		const names = ['name', 'type', 'destinationUrl', 'dotColor', 'dotShape', 'logoUrl', 'frame'];
		const input = fc.record(Object.fromEntries(names.map((name) => [name, field])), { requiredKeys: [] });
		fuzz([input], (values) => {
			const raw = qrCodeInput.toApiNames(values);
			const body = feed(() => qrCodeInput.parseQrCode(raw));
			if (body) feed(() => qrCodeInput.requireCreateFields(body));
			feed(() => qrCodeInput.parseNewQrCode(raw));
		});
	});

	test('that are colors, dates, numbers, ids or pages', () => {
		const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Apia', 'America/New_York');
		fuzz([anyParameter, zone], (value, timeZone) => {
			expect(feed(() => parseColor(value)) ?? '#000000').toMatch(/^#[0-9A-F]{6}$/);
			expect(Number.isFinite(feed(() => parseDateParameterMs(value, timeZone)) ?? 0)).toBe(true);
			expect(feed(() => parseWholeNumber(value, { label: 'Limit', min: 1 })) ?? 1).toBeGreaterThanOrEqual(1);
			feed(() => getQrCode(value));
			feed(() => parsePageToken(value as string));
			feed(() => isWebAddress(value));
		});
	});

	test('of a query', () => {
		const pair = fc.record({ name: anyParameter, value: anyParameter }, { requiredKeys: [] });
		fuzz([fc.oneof(fc.array(pair), hostileJson)], (list) => {
			const query = feed(() =>
				readQueryParameters(contextOf({ 'options.queryParameters.parameter': list }), 0),
			);
			for (const value of Object.values(query ?? {})) expect(typeof value).toBe('string');
		});
	});

	test('of the trigger', () => {
		const parameters = fc.record(
			{
				watch: fc.oneof(fc.constantFrom('all', 'one', 'selected'), anyParameter),
				qrCodeId: fc.oneof(anyParameter, fc.record({ mode: anyParameter, value: anyParameter })),
				qrCodeIds: fc.oneof(anyParameter, fc.array(anyParameter)),
				startFrom: fc.oneof(fc.constantFrom('now', 'beginning', 'date'), anyParameter),
				startDate: anyParameter,
				options: hostileObject({
					country: fc.oneof(anyParameter, fc.array(anyParameter)),
					device: anyParameter,
					maxScansPerPoll: anyParameter,
					lateWindow: anyParameter,
					monthlyBudget: anyParameter,
				}),
			},
			{ requiredKeys: [] },
		);
		fuzz([parameters], (given) => feed(() => readSettings(contextOf(given))));
	});

	test('of the fields of a node', () => {
		const fields = fc.record(
			{
				name: anyParameter,
				destinationUrl: anyParameter,
				type: anyParameter,
				design: fc.oneof(anyParameter, hostileObject({ dotColor: anyParameter, frame: anyParameter })),
				utmParameters: hostileObject({ utmSource: anyParameter, utmCampaign: anyParameter }),
				additionalFields: hostileObject({ customFields: anyParameter }),
				updateFields: hostileObject({ name: anyParameter, customFields: anyParameter }),
				changes: hostileObject({ destinationUrl: anyParameter, customFields: anyParameter }),
			},
			{ requiredKeys: [] },
		);
		fuzz([fields], (given) => {
			feed(() => readNewQrCode(contextOf(given), 0));
			feed(() => readUpdate(contextOf({ updateFields: {}, ...given }), 0));
			feed(() => readChanges(contextOf({ changes: {}, ...given }), 0));
		});
	});

	test('of the options of a node are numbers within their bounds', () => {
		const nodeType = fc.constantFrom('qrCodeStack', 'qrCodeStackTool');
		fuzz([anyParameter, anyParameter, nodeType], (value, returnAll, type) => {
			const context = contextOf({
				limit: value,
				returnAll,
				nodeType: type,
				'options.maxWait': value,
				'options.concurrency': value,
				'options.batchSize': value,
			});
			const most = type.endsWith('Tool') ? MAX_TOOL_ROWS : Number.POSITIVE_INFINITY;
			expectWithin(
				feed(() => readRowLimit(context, 0)),
				1,
				most,
			);
			expectWithin(
				feed(() => readMaxWaitMs(context)),
				0,
				Number.MAX_VALUE,
			);
			expectWithin(
				feed(() => readConcurrency(context)),
				1,
				MAX_CALLS_IN_FLIGHT,
			);
			expectWithin(feed(() => readCreateManyOptions(context))?.batchSize, 1, MAX_BULK_ROWS);
		});
	});
});

function expectWithin(number: number | undefined, least: number, most: number): void {
	expect(number ?? least).toBeGreaterThanOrEqual(least);
	expect(number ?? least).toBeLessThanOrEqual(most);
}
