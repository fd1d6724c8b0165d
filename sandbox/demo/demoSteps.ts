const STEPS = {
	host: 'Get n8n',
	pack: 'Pack the node package and install it as n8n does',
	sandbox: 'Start the local QRCodeStack API',
	n8n: 'Start n8n',
	account: 'Create the owner and the QRCodeStack credential',
	workflows: 'Create two workflows for this demo, and import the examples',
	create: 'Run the workflow that creates QR codes',
	activate: 'Activate the workflow that waits for scans',
	scan: "Scan a QR code by following its short link, as a phone's camera does",
	deliver: 'Wait for the execution that n8n starts for that scan',
} as const;

export type StepName = keyof typeof STEPS;

const NAMES = Object.keys(STEPS) as StepName[];

export function print(text: string): void {
	process.stdout.write(`${text}\n`);
}

const indent = (text: string) => text.replace(/^/gm, '      ');

/** Prints a line beneath the step that is under way. */
export const printDetail = (text: string) => print(indent(text));

export function printJson(title: string, value: unknown): void {
	printDetail(title);
	printDetail(JSON.stringify(value, null, 2));
}

const secondsSince = (startedAt: number) => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

/** Runs one step of the demo under its title; a failure names the step. */
export async function step<T>(name: StepName, work: () => Promise<T>): Promise<T> {
	const place = `${NAMES.indexOf(name) + 1} of ${NAMES.length}`;
	const startedAt = Date.now();
	print(`\nStep ${place}: ${STEPS[name]}`);
	try {
		const result = await work();
		printDetail(`Done in ${secondsSince(startedAt)}.`);
		return result;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`Step ${place}, '${STEPS[name]}', failed after ${secondsSince(startedAt)}: ${reason}`, {
			cause: error,
		});
	}
}
