import {
	chainWorkflow,
	manualTrigger,
	qrCodeId,
	qrCodeStack,
	type StoredWorkflow,
} from '../e2e/client/workflows';
import { describeImage } from './insidePage';
import { client, session } from './n8n';
import { takePicture } from './pictures';
import { createShopCredential, findShopCode, SPRING_PROMO } from './shop';
import { soon } from './soon';
import { watchEditor } from './watch';

// wide enough for the names of all four tabs
const see = watchEditor({ width: 1440 });

let workflow: StoredWorkflow;

beforeAll(async () => {
	const credential = await createShopCredential(client, session);
	const promo = await findShopCode(session, SPRING_PROMO.name);
	workflow = await client.createWorkflow(
		chainWorkflow('Image', [
			manualTrigger(),
			qrCodeStack('Get the picture', credential, {
				resource: 'qrCode',
				operation: 'getImage',
				qrCodeId: { ...qrCodeId(promo.id, 'list'), cachedResultName: promo.name },
				imageFormat: 'png',
				imageOptions: {},
				options: {},
			}),
		]),
	);
});

see('Get Image: the picture is a file of the output, with the name of the code', async (editor) => {
	await editor.openWorkflow(workflow);
	await editor.openNode('Get the picture');
	await editor.execute();
	await editor.outputPanel.getByTestId('radio-button-binary').click();

	const file = editor.outputPanel.getByTestId('ndv-binary-data_0');
	await soon(async () =>
		expect((await file.innerText()).split('\n')).toEqual(
			expect.arrayContaining(['data', 'Spring-promo.png', 'image/png']),
		),
	);
});

see('"View" shows the picture itself', async (editor) => {
	await editor.outputPanel.getByTestId('ndv-view-binary-data').click();

	const image = editor.page.locator('.binary-data-window img');
	await soon(async () => expect((await image.evaluate(describeImage)).isDrawn).toBe(true));
	await takePicture(editor.dialog, 'get-image', { maxHeight: 560 });
});
