import { tmpdir } from 'node:os';
import path from 'node:path';

import { readSession } from '../e2e/session';
import { pause } from '../e2e/waitFor';
import { Editor, type EditorOptions } from './editor';

const SOON_MS = 10_000;
const AGAIN_MS = 100;

/** Repeats a check until it holds: the editor shows most things a moment later. The last failure stands. */
export async function soon(check: () => Promise<void>, timeoutMs = SOON_MS): Promise<void> {
	const endsAt = Date.now() + timeoutMs;
	for (;;) {
		try {
			return await check();
		} catch (error) {
			if (Date.now() >= endsAt) throw error;
			await pause(AGAIN_MS);
		}
	}
}

/** A test that looks at an editor. */
export type See = (sentence: string, look: (editor: Editor) => Promise<void>) => void;

/**
 * Opens one editor for the tests of a file, and answers a `test` of its own: one that leaves a picture of the
 * page behind where it fails.
 */
export function watchEditor(options: EditorOptions = {}): See {
	let editor: Editor | undefined;

	beforeAll(async () => {
		editor = await Editor.open(readSession(), options);
	});
	afterAll(async () => await editor?.close());

	let failures = 0;
	return (sentence, look) =>
		test(sentence, async () => {
			try {
				await look(editor!);
			} catch (error) {
				const suite = path.basename(expect.getState().testPath ?? '', '.browser.test.ts');
				const file = path.join(tmpdir(), `qrcodestack-failed-${suite}-${++failures}.png`);
				await editor!.page.screenshot({ path: file }).catch(() => undefined);
				if (error instanceof Error) error.message += `\n\nThe page at that moment: ${file}`;
				throw error;
			}
		});
}
