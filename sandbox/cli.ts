import { parseArgs } from 'node:util';
import { SANDBOX_KEYS, startSandbox, type RunningSandbox } from './server/server';

const USAGE = 'Usage: npm run sandbox -- [--port 5690] [--window-seconds 60]';
const DEFAULT_PORT = 5690;
const MAX_PORT = 65_535;

async function main(): Promise<void> {
	const sandbox = await startSandbox({
		...readOptions(),
		variants: { imageLink: 'image_url' },
		quiet: false,
	});
	printWelcome(sandbox);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			console.log('Stopping the sandbox.');
			void sandbox.close();
		});
	}
}

function readOptions(): { port: number; windowMs?: number } {
	const { values } = parseArgs({
		options: { port: { type: 'string' }, 'window-seconds': { type: 'string' } },
	});
	const seconds = values['window-seconds'];
	const port = toNumber('--port', values.port ?? String(DEFAULT_PORT));
	if (!Number.isInteger(port) || port > MAX_PORT) throw new Error(`--port takes a number up to ${MAX_PORT}`);
	return seconds === undefined ? { port } : { port, windowMs: toNumber('--window-seconds', seconds) * 1000 };
}

function toNumber(option: string, text: string): number {
	const value = Number(text);
	if (text.trim() === '' || !(value >= 0)) throw new Error(`${option} takes a number, not "${text}"`);
	return value;
}

function printWelcome({ url, origin }: RunningSandbox): void {
	console.log(
		[
			'',
			`QRCodeStack sandbox: ${url}`,
			'',
			'Keys',
			...Object.entries(SANDBOX_KEYS).map(([plan, key]) => `  ${plan.padEnd(8)} ${key}`),
			'',
			'Try',
			`  curl ${url}/me -H 'Authorization: Bearer ${SANDBOX_KEYS.pro}'`,
			`  curl ${url}/qr-codes -H 'Authorization: Bearer ${SANDBOX_KEYS.pro}' \\`,
			"    -H 'Content-Type: application/json' \\",
			'    -d \'{"name":"Spring promo","destination_url":"https://example.com/spring"}\'',
			`  curl ${origin}/_control`,
			`  curl -X PUT ${origin}/_control/variants -H 'Content-Type: application/json' -d '{"pagination":"offset"}'`,
			'',
			'Ctrl+C stops it.',
			'',
		].join('\n'),
	);
}

function toMessage(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if ('code' in error && error.code === 'EADDRINUSE')
		return `${error.message}. Choose another port.\n${USAGE}`;
	return `${error.message}\n${USAGE}`;
}

main().catch((error: unknown) => {
	console.error(toMessage(error));
	process.exitCode = 1;
});
