import { createEngine, ENGINE_NAMES } from '../../../support/engines';
import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';
import { ACCOUNT } from '../../../support/serveSandbox';

let t: TriggerTest;
afterEach(() => t.time.restore());

const addCode = (name: string) => t.api.addQrCodes({ account: ACCOUNT, count: 1, name })[0]!.id;

test.each(ENGINE_NAMES)(
	'codes that match are watched, those made later as well, and no others (engine "%s")',
	async (name) => {
		t = startTriggerTest({ codes: 2 });
		const early = addCode('Spring menu');
		const parameters = { watch: 'matching', qrCodeFilters: { nameStartsWith: 'spring' } };
		const engine = createEngine({ name, harness: t.harness, parameters });
		await engine.activate();
		t.time.advance(MINUTE);
		const late = addCode('Spring poster');
		const sent = [...t.scan(2, { qrCodeId: early }), ...t.scan(2, { qrCodeId: late })];
		t.scan(2);
		await t.pollFor(engine, 60);

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
		expect(t.calls(`/qr-codes/${t.id}/scans`)).toBe(0);
	},
);
