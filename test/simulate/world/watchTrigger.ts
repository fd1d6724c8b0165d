import { TEST_KEY, type Harness } from '../../support/harness';
import { Trigger, type EngineName } from './host';
import { MILESTONES, QUIET_DAYS } from './eventBook';
import { Ledger } from './ledger';
import type { Rules } from './rules';
import type { Setting } from '../schedule';
import { describeError } from '../texts';
import type { World } from './world';

/** Texts of errors that only a slip in the trigger's own code can bring about. */
const BROKEN_CODE = /is not (a function|defined|iterable)|Cannot (read|set) properties|Maximum call stack/;

interface Deps {
	world: World;
	harness: Harness;
	engine: EngineName;
	workflowId: string;
	setting: Setting;
	rules: Rules;
	codes: readonly string[];
	watched: ReadonlySet<string> | undefined;
	say: (line: string) => void;
	fail: (what: string) => void;
	/** The host lost what the trigger knew. */
	onStartOver: (accountQuota: Ledger) => void;
}

export interface WatchedTrigger {
	trigger: Trigger;
	accountQuota: Ledger;
}

/** A trigger under observation: what it stores and throws is checked at once, what it delivers goes into a ledger. */
export function watchTrigger(deps: Deps): WatchedTrigger {
	const { world, harness, engine, workflowId, setting, rules, say, fail } = deps;
	// what happens to codes counts from the activation
	const accountQuota = new Ledger(setting.event === 'newScan' ? setting.startsFrom : 'now');
	const trigger = new Trigger({
		world,
		harness,
		name: engine,
		parameters: parametersFor(deps),
		workflowId,
		isOldHost: setting.isOldHost,
		excuse: (window, items) => {
			say(`    (host: ${window})`);
			accountQuota.excuse(window, items);
			if (accountQuota.isStartingOver) deps.onStartOver(accountQuota);
		},
		onStore: (data) => {
			const text = JSON.stringify(data);
			const bytes = Buffer.byteLength(text);
			if (bytes > rules.maxStateBytes) fail(`the static data takes ${bytes} bytes`);
			if (holdsKey(text)) fail('the key is in static data');
		},
		onThrow: (error, isInit) => {
			const text = describeError(error);
			say(`    threw ${String(error)}`);
			if (BROKEN_CODE.test(text)) fail(`broken code: ${String(error)}`);
			if (isInit) fail(`threw at init: ${String(error)}`);
			if (holdsKey(text)) fail('the key is in an error');
		},
	});
	return { trigger, accountQuota };
}

export function holdsKey(text: string): boolean {
	return text.includes(TEST_KEY);
}

function parametersFor({ setting, rules, codes, watched }: Deps) {
	const { watch, event, milestoneEvery, startsFrom, maxScansPerPoll, includeQrCode } = setting;
	const [first = ''] = codes;
	return {
		event,
		milestones: MILESTONES.join(', '),
		milestoneEvery,
		quietDays: QUIET_DAYS,
		watch,
		qrCodeId: { __rl: true, mode: 'id', value: first },
		qrCodeIds: [...(watched ?? [])],
		startFrom: startsFrom,
		options: { maxScansPerPoll, includeQrCode, monthlyBudget: rules.budgetPercent },
	};
}
