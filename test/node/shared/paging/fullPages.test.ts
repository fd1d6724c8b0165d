import { QrCodeStack } from '../../../../nodes/QrCodeStack/QrCodeStack.node';
import { COMPLETE_PAGING_STYLES } from '../../../../sandbox/variants/variants';
import { ACTION } from '../../../support/harness';
import { startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const PAGE_SIZE = 25;
const PAGES = 4;

/** Chooses from the list in the editor, scrolled down to its end. */
async function scrollToEnd(): Promise<unknown[]> {
	const node = t.harness.makeNode(ACTION, { resource: 'qrCode', operation: 'get' });
	const { searchQrCodes } = new QrCodeStack().methods.listSearch;
	const values: unknown[] = [];
	let token: string | undefined;
	for (let part = 0; part === 0 || (token !== undefined && part < 2 * PAGES); part++) {
		const found = await searchQrCodes.call(t.harness.loadOptionsContext(node), undefined, token);
		values.push(...found.results.map(({ value }) => value));
		token = found.paginationToken as string | undefined;
	}
	return values;
}

// the last page is full like the others: nothing but the style's own facts tells that it is the last
describe.each(COMPLETE_PAGING_STYLES)('A2: a list of full pages only, in the style %s', (pagination) => {
	beforeEach(() => {
		t = startTriggerTest({ codes: PAGES * PAGE_SIZE });
		t.api.setVariants({ pagination, maxPageSize: PAGE_SIZE });
	});

	test('has each code once in Get Many', async () => {
		const items = await t.harness.execute({ resource: 'qrCode', operation: 'getAll', returnAll: true });
		expect(items.map(({ json }) => json.id).sort()).toEqual([...t.ids].sort());
	});

	test('has each code once in the editor', async () => {
		expect((await scrollToEnd()).sort()).toEqual([...t.ids].sort());
	});
});
