import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';

import { confinements } from '../../scripts/rooms/confined.js';

/** The lines of a text that are refused in a file of the package. */
function findRefused(file: string, text: string): string[] {
	const parsed = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser as Linter.Parser } };
	const messages = new Linter().verify(text, [parsed, ...confinements], { filename: file });
	expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
	return messages.map(({ line }) => text.split('\n')[line - 1] ?? '');
}

const CONFINED = {
	httpHelper: 'export const send = (helpers: { httpRequest: unknown }) => helpers.httpRequest;',
	fetch: "export const load = () => fetch('https://a.example');",
	httpModule: "import http from 'node:http';",
	now: 'export const now = () => Date.now();',
	today: 'export const today = () => new Date();',
	chance: 'export const dice = () => Math.random();',
	timer: 'export const timer = () => AbortSignal.timeout(1);',
	sleep: "import { sleep } from 'n8n-workflow';",
	wireName: "export const name = 'short_url';",
	wireField: 'export const read = (code: { short_url: string }) => code.short_url;',
	wireBody: 'export const body = { destination_url: 1 };',
	text: "export const fail = () => new TypeError('Something went wrong');",
};

test.each(Object.entries(CONFINED))('%s is refused outside of its room', (_, line) => {
	expect(findRefused('nodes/QrCodeStack/output/shapeOutput.ts', line)).toContain(line);
});

test.each([
	['nodes/shared/http/sendOnce.ts', [CONFINED.httpHelper, CONFINED.fetch, CONFINED.httpModule]],
	[
		'nodes/shared/util/clock.ts',
		[CONFINED.now, CONFINED.today, CONFINED.chance, CONFINED.timer, CONFINED.sleep],
	],
	['nodes/shared/api/decode/qrCode.ts', [CONFINED.wireName, CONFINED.wireField, CONFINED.wireBody]],
	['nodes/shared/errors/nodeErrors.ts', [CONFINED.text]],
])('%s may do what is refused elsewhere, and nothing else', (file, allowed) => {
	const lines = Object.values(CONFINED);
	const refused = new Set(findRefused(file, lines.join('\n')));
	expect(lines.filter((line) => !refused.has(line))).toEqual(allowed);
});
