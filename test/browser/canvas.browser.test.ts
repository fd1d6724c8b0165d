import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { QrCodeStack } from '../../nodes/QrCodeStack/QrCodeStack.node';
import {
	chainWorkflow,
	qrCodeId,
	qrCodeStack,
	qrCodeStackTrigger,
	type StoredWorkflow,
} from '../e2e/client/workflows';
import type { Editor, Theme } from './editor';
import { describeImage, readContrast, type PageImage } from './insidePage';
import { client, session } from './n8n';
import { takePicture } from './pictures';
import { createShopCredential } from './shop';
import { soon } from './soon';
import { watchEditor, type See } from './watch';

/** From the list of the node creator to the dialog of the credential. */
const SIZES = [16, 24, 40, 60];
/** At 16 pixels a line is 1.3 pixels wide; with less contrast, it runs together with the gap beside it. */
const MIN_CONTRAST = 0.4;
const FILES: Record<Theme, string> = { light: 'qrCodeStack.svg', dark: 'qrCodeStack.dark.svg' };
const BACKGROUNDS: Record<Theme, string> = { light: '#ffffff', dark: '#2d2d2d' };

let workflow: StoredWorkflow;

beforeAll(async () => {
	const credential = await createShopCredential(client, session);
	workflow = await client.createWorkflow(
		chainWorkflow('Icons', [
			qrCodeStackTrigger('QRCodeStack Trigger', credential, {}, 60),
			qrCodeStack('QRCodeStack', credential, {
				resource: 'qrCode',
				operation: 'getAnalytics',
				qrCodeId: qrCodeId('any'),
			}),
		]),
	);
});

async function searchNodes(editor: Editor): Promise<void> {
	await editor.byId('node-creator-plus-button').click();
	await editor.byId('node-creator-search-bar').fill('qrcodestack');
	await editor.byId('node-creator-item-name').getByText('QRCodeStack', { exact: true }).first().waitFor();
}

function seeIcons(see: See, theme: Theme): void {
	see('both nodes carry our icon, and say beneath their name what they will do', async (editor) => {
		await editor.openWorkflow(workflow);
		const [trigger, action] = [editor.node('QRCodeStack Trigger'), editor.node('QRCodeStack')];

		for (const shown of [trigger, action]) {
			await soon(async () =>
				expect(await shown.locator('img').first().evaluate(describeImage)).toEqual({
					file: FILES[theme],
					isDrawn: true,
				}),
			);
		}
		await soon(async () => {
			expect(await trigger.innerText()).toContain('Scan of any QR code');
			expect(await action.innerText()).toContain('Get analytics of QR code');
		});
		await takePicture([trigger, action], `canvas-${theme}`, { margin: 60 });
	});

	see('the node creator shows it too', async (editor) => {
		await searchNodes(editor);
		const icon = editor.byId('node-creator').locator(`img[src$="${FILES[theme]}"]`).first();

		await icon.waitFor();
		await soon(async () => expect((await icon.evaluate(describeImage)).isDrawn).toBe(true));
	});
}

/** The texts that the operations bring along for the list of actions. */
function actionTexts({ properties }: INodeTypeDescription): string[] {
	const operations = properties.filter(({ name }) => name === 'operation');
	return operations
		.flatMap(({ options = [] }) => options as INodePropertyOptions[])
		.map(({ action }) => action ?? '');
}

describe('in the light theme', () => {
	// tall enough for every action
	const see = watchEditor({ height: 1000 });

	seeIcons(see, 'light');

	see('the node creator says what the package is for', async (editor) => {
		// n8n joins node and trigger to one entry and chooses whose words to show
		await soon(async () =>
			expect(await editor.byId('node-creator').innerText()).toMatch(/dynamic QR codes|a QR code is scanned/),
		);
		await takePicture(editor.byId('node-creator'), 'node-creator', { maxHeight: 280 });
	});

	see('it lists the trigger, and every operation with the text of its action', async (editor) => {
		await editor.byId('node-creator-item-name').getByText('QRCodeStack', { exact: true }).first().click();
		const collapsed = editor.page.locator('[data-category-collapsed="true"]');
		await editor.byId('node-creator-category-item').first().waitFor();

		const expected = ['On first scan', 'On new scan', ...actionTexts(new QrCodeStack().description)];
		await soon(async () => {
			// one more may have come up, and a click may meet one that opens already
			const opener = collapsed.first().getByTestId('node-creator-category-item');
			if ((await collapsed.count()) > 0) await opener.click();
			const listed = await editor.byId('node-creator-item-name').allInnerTexts();
			expect(listed.map((text) => text.trim())).toEqual(expect.arrayContaining(expected));
		});
		await takePicture(editor.byId('node-creator'), 'actions', { maxHeight: 860 });
	});
});

describe('in the dark theme', () => {
	seeIcons(watchEditor({ theme: 'dark' }), 'dark');
});

describe('drawn at the sizes that n8n uses', () => {
	const see = watchEditor({ width: 420, height: 200 });

	const readSvg = (theme: Theme) => {
		const file = path.join(__dirname, '..', '..', 'nodes', 'QrCodeStack', FILES[theme]);
		return `data:image/svg+xml;base64,${readFileSync(file).toString('base64')}`;
	};
	const row = (theme: Theme) => {
		const images = SIZES.map((size) => `<img src="${readSvg(theme)}" width="${size}" height="${size}">`);
		return `<div id="${theme}" style="background:${BACKGROUNDS[theme]}">${images.join('')}</div>`;
	};
	const STYLE =
		'body{margin:0} div{display:flex;align-items:center;gap:24px;padding:16px 24px;width:max-content}';

	see('the dot of a corner square stays apart from its ring, down to the smallest', async (editor) => {
		await editor.page.setContent(`<style>${STYLE}</style><main>${row('light')}${row('dark')}</main>`);
		await soon(async () => {
			const drawn = await editor.page
				.locator('img')
				.evaluateAll((images: PageImage[]) => images.every((image) => image.naturalWidth > 0));
			expect(drawn).toBe(true);
		});
		await takePicture([editor.page.locator('#light'), editor.page.locator('#dark')], 'icons');

		for (const image of await editor.page.locator('img').all()) {
			expect(await image.evaluate(readContrast)).toBeGreaterThan(MIN_CONTRAST);
		}
	});
});
