import { tmpdir } from 'node:os';
import path from 'node:path';

import { readSession } from '../e2e/client/session';
import { Editor, type EditorOptions } from './editor';

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
