import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';

import { pause } from '../e2e/client/waitFor';

/** The folder of this run, a temporary one, so that a test run changes no file. */
const VARIABLE = 'QRCODESTACK_PICTURES';

/** A reader on a slow line waits for the README's pictures, and git keeps every version of them. */
const MAX_PICTURE_BYTES = 150_000;

/** Where this run's pictures go. */
export function pictureFolder(): string {
	const folder = process.env[VARIABLE];
	if (!folder) throw new Error('No folder for pictures: start the suites with "npm run test:browser".');
	return folder;
}

/** Makes the folder, before any suite starts. */
export function preparePictures(): void {
	process.env[VARIABLE] = mkdtempSync(path.join(tmpdir(), 'qrcodestack-pictures-'));
	process.stderr.write(`Pictures go to ${pictureFolder()}\n`);
}

export interface Crop {
	/** Keeps only so much of the upper part. */
	maxHeight?: number;
	/** Keeps only so much of the left part. */
	maxWidth?: number;
	/** Shows so much around it. */
	margin?: number;
}

type Box = { x: number; y: number; width: number; height: number };

/** Takes a picture of a part of the page, or of the least that holds several, and keeps it as `<name>.png`. */
export async function takePicture(target: Locator | Locator[], name: string, crop: Crop = {}): Promise<void> {
	const targets = Array.isArray(target) ? target : [target];
	const seen = await readRestingBoxes(targets, name);
	const page = targets[0]!.page();
	const file = path.join(pictureFolder(), `${name}.png`);
	const clip = cropBox(unite(seen), crop, page.viewportSize()!);
	await page.screenshot({ path: file, clip, animations: 'disabled', caret: 'hide' });
	const { size } = statSync(file);
	if (size > MAX_PICTURE_BYTES)
		throw new Error(`${name}.png takes ${size} bytes, over ${MAX_PICTURE_BYTES}: show less of the page.`);
}

const RESTS_AFTER_MS = 200;
/** What n8n unfolds takes half a second; the rest is for a slow and busy machine. */
const MAX_MOVING_MS = 30_000;

/** Where the parts are once they have stopped moving: what n8n unfolds grows for a moment. */
async function readRestingBoxes(targets: Locator[], name: string): Promise<Box[]> {
	const endsAt = Date.now() + MAX_MOVING_MS;
	for (let before = ''; ; await pause(RESTS_AFTER_MS)) {
		const boxes = await Promise.all(targets.map(async (each) => await each.boundingBox()));
		const seen = boxes.filter((box) => box !== null);
		const now = JSON.stringify(seen);
		if (seen.length === targets.length && now === before) return seen;
		if (Date.now() > endsAt)
			throw new Error(`A part of the picture ${name} is not to be seen, or does not rest: ${now}.`);
		before = now;
	}
}

function unite(boxes: Box[]): Box {
	const x = Math.min(...boxes.map((box) => box.x));
	const y = Math.min(...boxes.map((box) => box.y));
	const right = Math.max(...boxes.map((box) => box.x + box.width));
	const bottom = Math.max(...boxes.map((box) => box.y + box.height));
	return { x, y, width: right - x, height: bottom - y };
}

function cropBox(
	box: Box,
	{ maxHeight = Infinity, maxWidth = Infinity, margin = 0 }: Crop,
	page: { width: number; height: number },
): Box {
	const x = Math.max(0, box.x - margin);
	const y = Math.max(0, box.y - margin);
	const right = Math.min(page.width, box.x + box.width + margin, x + maxWidth);
	const bottom = Math.min(page.height, box.y + box.height + margin, y + maxHeight);
	return { x, y, width: right - x, height: bottom - y };
}
