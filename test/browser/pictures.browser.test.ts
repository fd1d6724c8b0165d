import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { pictureFolder } from './pictures';

const ROOT = path.join(__dirname, '..', '..');
const KEPT = path.join(ROOT, 'docs', 'images');

const pngsIn = (folder: string) =>
	readdirSync(folder)
		.filter((file) => file.endsWith('.png'))
		.sort();

/** The pictures that a page shows, by file name. */
function readShownPictures(page: string): string[] {
	const text = readFileSync(path.join(ROOT, page), 'utf8');
	return [...text.matchAll(/images\/([\w-]+\.png)/g)].map((match) => match[1]!);
}

const docs = readdirSync(path.join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));
const pages = ['README.md', ...docs.map((file) => `docs/${file}`)];
const shown = [...new Set(pages.flatMap(readShownPictures))].sort();
const taken = pngsIn(pictureFolder());

test('the README shows some of the pictures', () => {
	expect(readShownPictures('README.md').length).toBeGreaterThanOrEqual(3);
});

test('this run took the very pictures that README and docs show', () => {
	expect(taken).toEqual(shown);
});

test('docs/images keeps these pictures and no others', () => {
	const isComplete = taken.join() === shown.join();
	if (process.env.QRCODESTACK_KEEP_PICTURES && isComplete) replaceKeptPictures();

	expect(pngsIn(KEPT)).toEqual(taken);
});

function replaceKeptPictures(): void {
	for (const file of pngsIn(KEPT)) rmSync(path.join(KEPT, file));
	for (const file of taken) copyFileSync(path.join(pictureFolder(), file), path.join(KEPT, file));
}
