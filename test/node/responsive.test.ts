import { monitorEventLoopDelay, performance } from 'perf_hooks';

import { openAllGates } from '../../nodes/shared/rateGate';
import { QrCodeStack } from '../../nodes/QrCodeStack/QrCodeStack.node';
import { ACTION, createHarness } from '../support/harness';

const harness = createHarness();

beforeEach(openAllGates);

/** The bar, on a machine that does nothing else. */
const LONGEST_STRETCH_MS = 250;
/** On a busy machine everything takes longer; without any breath, the whole run would be one stretch. */
const LONGEST_SHARE_OF_RUN = 0.25;

const byItem = '={{ $json.id }}';
const OPERATIONS = {
	get: { qrCodeId: { __rl: true, mode: 'id', value: byItem } },
	create: {
		name: byItem,
		destinationUrl: '=https://a.example/{{ $json.id }}',
		type: '={{ "url" }}',
		design: { dotColor: '={{ "#0F172A" }}', dotShape: '={{ "rounded" }}', frame: '={{ $json.id }}' },
	},
	createMany: { source: 'items', name: byItem, destinationUrl: '=https://a.example/{{ $json.id }}' },
};

test.each(Object.entries(OPERATIONS))(
	'%s with expressions over a great many items lets the process breathe',
	async (operation, parameters) => {
		const items = Array.from({ length: 1_000 }, (_, n) => ({ json: { id: `q${n}` } }));
		const node = harness.makeNode(ACTION, { resource: 'qrCode', operation, ...parameters });
		const context = harness.executeContext(node, items);
		const data = { id: 'q', created: [] };
		Object.assign(context.helpers, {
			httpRequestWithAuthentication: async () => ({ statusCode: 200, headers: {}, body: { data } }),
		});
		const delay = monitorEventLoopDelay({ resolution: 5 });
		delay.enable();
		await new Promise((resolve) => setTimeout(resolve, 20));

		const startedAtMs = performance.now();
		await new QrCodeStack().execute.call(context).catch(() => {});
		const runMs = performance.now() - startedAtMs;
		// a stretch counts only once it is over
		await new Promise((resolve) => setTimeout(resolve, 20));
		delay.disable();

		expect(delay.max / 1e6).toBeLessThan(Math.max(LONGEST_STRETCH_MS, runMs * LONGEST_SHARE_OF_RUN));
	},
);
