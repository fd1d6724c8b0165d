import { startAll } from '../e2e/globalSetup';
import { stopRunning } from '../e2e/host/running';
import { readSession } from '../e2e/client/session';
import { ensureChromium } from './chromium';
import { preparePictures } from './pictures';
import { SHORT_LINK_ORIGIN, stockShop } from './shop';

/** Jest calls no globalTeardown after a setup that failed. */
export default async function globalSetup(): Promise<void> {
	try {
		// first, as it fails sooner than n8n starts
		process.env.CHROMIUM_BINARY = await ensureChromium((line) => process.stderr.write(`${line}\n`));
		preparePictures();
		await startAll({ shortLinkOrigin: SHORT_LINK_ORIGIN });
		await stockShop(readSession());
	} catch (error) {
		await stopRunning();
		throw error;
	}
}
