import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';

import type { Session } from '../e2e/client/session';
import { presetStorage, readHeadings } from './insidePage';
import { soon } from './soon';

export type Theme = 'light' | 'dark';

/** The editor's first load compiles megabytes of script: 20 s on a busy machine, and some are slower. */
const LOAD_TIMEOUT_MS = 120_000;
/** Anything that a click brings up; a busy machine takes seconds, a broken selector for ever. */
const ACTION_TIMEOUT_MS = 30_000;
/** Time for a dialog to open, or a button to show, before the same is done once more. */
const TRY_AGAIN_AFTER_MS = 5_000;

const LAUNCH_FLAGS = [
	'--no-sandbox', // root may not use it, and CI is root; nothing but n8n is opened
	'--disable-gpu',
	'--disable-quic',
	'--disable-dev-shm-usage',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
	'--hide-scrollbars',
	// the same letters on every machine
	'--font-render-hinting=none',
];

/** n8n ties a login to this id, which the editor sends along and N8nClient has sent when it logged in. */
const BROWSER_ID = 'qrcodestack-e2e';

selectors.setTestIdAttribute('data-test-id');

const isLoopback = ({ hostname }: URL) => ['127.0.0.1', 'localhost'].includes(hostname);

export interface EditorOptions {
	theme?: Theme;
	width?: number;
	height?: number;
}

/** n8n's editor in a browser, logged in as the owner. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		private readonly url: string,
		readonly page: Page,
	) {}

	static async open(session: Session, options: EditorOptions = {}): Promise<Editor> {
		const { theme = 'light', width = 1280, height = 800 } = options;
		const browser = await chromium.launch({
			executablePath: process.env.CHROMIUM_BINARY,
			args: LAUNCH_FLAGS,
		});
		const context = await browser.newContext({
			viewport: { width, height },
			colorScheme: theme,
			reducedMotion: 'reduce',
			locale: 'en-US',
			timezoneId: 'UTC',
		});
		// nothing outside this machine may matter, or be waited for
		await context.route(
			(url) => !isLoopback(url),
			async (route) => await route.abort(),
		);
		const [name, value] = splitCookie(session.loginCookie);
		await context.addCookies([{ name, value, url: session.n8nUrl }]);
		await context.addInitScript(presetStorage, { 'n8n-browserId': BROWSER_ID, N8N_THEME: theme });
		const page = await context.newPage();
		page.setDefaultTimeout(ACTION_TIMEOUT_MS);
		return new Editor(browser, session.n8nUrl, page);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	byId(testId: string): Locator {
		return this.page.getByTestId(testId);
	}

	/** Opens an empty workflow. */
	async openNewWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`, { waitUntil: 'commit' });
		await this.byId('node-creator-plus-button').waitFor({ timeout: LOAD_TIMEOUT_MS });
	}

	/** Opens a workflow on the canvas, all of it in view. */
	async openWorkflow({ id }: { id: string }): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`, { waitUntil: 'commit' });
		await this.byId('canvas-node').first().waitFor({ timeout: LOAD_TIMEOUT_MS });
	}

	/** A node on the canvas. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Opens a node's dialog and answers it; one that an earlier test left open is closed. */
	async openNode(name: string): Promise<Locator> {
		if (await this.dialog.isVisible()) await this.closeNode();
		// a canvas that is still settling swallows a double click
		await soon(async () => {
			if (!(await this.dialog.isVisible())) await this.node(name).dblclick();
			await this.parameters.waitFor({ timeout: TRY_AGAIN_AFTER_MS });
		});
		return this.dialog;
	}

	/** Clicks on what shows only while the mouse is over something; a new drawing of that hides it again. */
	async clickUnder(place: Locator, target: Locator): Promise<void> {
		await soon(async () => {
			await place.hover();
			await target.click({ timeout: TRY_AGAIN_AFTER_MS });
		});
	}

	async closeNode(): Promise<void> {
		await this.byId('ndv-close-button').click();
		await this.dialog.waitFor({ state: 'hidden' });
	}

	/** The dialog of the open node, input and output included. */
	get dialog(): Locator {
		return this.byId('ndv');
	}

	/** The fields of the open node. */
	get parameters(): Locator {
		return this.byId('node-parameters');
	}

	/** The first and the last of them, for a picture without the empty rest. */
	get shownFields(): Locator[] {
		const items = this.parameters.getByTestId('parameter-item').filter({ visible: true });
		return [items.first(), items.last()];
	}

	get inputPanel(): Locator {
		return this.byId('ndv-input-panel');
	}

	get outputPanel(): Locator {
		return this.byId('output-panel');
	}

	/** The control of one parameter of the open node, by its path, such as `design.dotColor`. */
	parameter(path: string): Locator {
		return this.page.locator(`[data-parameter-path="parameters.${path}"]`);
	}

	/** A parameter with its heading, by the text of that. */
	field(heading: string): Locator {
		const label = this.page.locator('label').filter({ hasText: new RegExp(`^\\s*${heading}\\b`) });
		return this.parameters.getByTestId('parameter-item').filter({ has: label }).last();
	}

	/** Chooses in a drop-down field as a person does. */
	async choose(parameter: string, option: string): Promise<void> {
		const entries = this.byId('parameter-input-item').filter({ visible: true });
		const entry = entries.filter({ hasText: new RegExp(`^\\s*${option}`) }).first();
		// a field that is drawn anew closes its list
		await soon(async () => {
			if ((await entries.count()) === 0) await this.parameter(parameter).click();
			await entry.click({ timeout: TRY_AGAIN_AFTER_MS });
		});
	}

	/** Adds a field to a collection. */
	async addField(collection: string, option: string): Promise<void> {
		await this.field(collection).getByTestId('collection-parameter-add').click();
		await this.page
			.getByRole('option', { name: option })
			.or(this.page.getByRole('menuitem', { name: option }))
			.filter({ visible: true })
			.first()
			.click();
	}

	/** Ticks or unticks entries of a list of several. */
	async chooseSeveral(parameter: string, ...options: string[]): Promise<void> {
		await this.parameter(parameter).click();
		const entries = this.page.locator('.el-select-dropdown__item').filter({ visible: true });
		for (const option of options)
			await entries.filter({ hasText: new RegExp(`^\\s*${option}\\s*$`) }).click();
		await this.page.keyboard.press('Escape');
	}

	/** "Execute step", or "Fetch Test Event" of a trigger. */
	async execute(): Promise<void> {
		await this.byId('node-execute-button').first().click();
	}

	/** The headings of the fields that the open node shows, from top to bottom; of a notice, its text. */
	async readFields(): Promise<string[]> {
		return await this.parameters.getByTestId('parameter-item').evaluateAll(readHeadings);
	}
}

function splitCookie(cookie: string): [string, string] {
	const at = cookie.indexOf('=');
	return [cookie.slice(0, at), cookie.slice(at + 1)];
}
