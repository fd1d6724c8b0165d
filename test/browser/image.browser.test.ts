import { SandboxControl } from '../e2e/client/sandboxControl';
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

const sandbox = new SandboxControl(session.sandboxOrigin);

let workflow: StoredWorkflow;

beforeAll(async () => {
	await sandbox.setVariants({ imageLink: 'image_url' });
	const credential = await createShopCredential(client, session);
	const promo = await findShopCode(session, SPRING_PROMO.name);
	workflow = await client.createWorkflow(
		chainWorkflow('Image', [
			manualTrigger(),
			qrCodeStack('Get with image', credential, {
				resource: 'qrCode',
				operation: 'get',
				qrCodeId: { ...qrCodeId(promo.id, 'list'), cachedResultName: promo.name },
				options: { downloadImage: true },
			}),
		]),
	);
});
afterAll(async () => await sandbox.setVariants({ imageLink: 'none' }));

see('Download Image: the image is a file of the output, with the name of the code', async (editor) => {
	await editor.openWorkflow(workflow);
	await editor.openNode('Get with image');
	await editor.execute();
	await editor.outputPanel.getByTestId('radio-button-binary').click();

	const file = editor.outputPanel.getByTestId('ndv-binary-data_0');
	await soon(async () =>
		expect((await file.innerText()).split('\n')).toEqual(
			expect.arrayContaining(['data', 'Spring-promo.png', 'image/png']),
		),
	);
});

see('"View" shows the image itself', async (editor) => {
	await editor.outputPanel.getByTestId('ndv-view-binary-data').click();

	const image = editor.page.locator('.binary-data-window img');
	await soon(async () => expect((await image.evaluate(describeImage)).isDrawn).toBe(true));
	await takePicture(editor.dialog, 'download-image', { maxHeight: 560 });
});
