import { spawnSync } from 'node:child_process';

import { canInstallPackages, installPackages } from '../e2e/host/aptGet';

const DEBIAN_PACKAGE = 'poppler-utils';
const ADVICE = `These tests need poppler. Install it (on Debian: apt-get install ${DEBIAN_PACKAGE}).`;
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

const isThere = () => spawnSync('pdftoppm', ['-v']).error === undefined;

/**
 * Installs poppler's programs where they are missing and can be installed.
 * @throws a text that says what to do otherwise.
 */
export async function ensurePoppler(): Promise<void> {
	if (isThere()) return;
	if (!canInstallPackages()) throw new Error(ADVICE);
	await installPackages([DEBIAN_PACKAGE], (line) => console.log(line));
	if (!isThere()) throw new Error(ADVICE);
}

/** Linux's reader of PDF: a page as PNG. */
export function renderPdfByPoppler(pdf: Buffer, dpi: number, page = 1): Buffer {
	return run('pdftoppm', ['-png', '-r', `${dpi}`, '-f', `${page}`, '-l', `${page}`, '-'], pdf);
}

/** What pdfinfo tells: "Pages", "Page size", "PDF version" and so on. */
export function readPdfInfo(pdf: Buffer): Record<string, string> {
	const lines = run('pdfinfo', ['-'], pdf).toString('utf8').trim().split('\n');
	return Object.fromEntries(lines.map((line) => line.split(/:\s+(.*)/).slice(0, 2) as [string, string]));
}

export interface Word {
	text: string;
	/** In points. */
	xMin: number;
	xMax: number;
}

/** The words of a PDF, page by page, and where they stand by poppler's own widths of the standard fonts. */
export function readPdfWords(pdf: Buffer): Word[][] {
	const pages = run('pdftotext', ['-bbox', '-', '-'], pdf).toString('utf8').split('<page ').slice(1);
	const word = /<word xMin="([^"]+)" yMin="[^"]+" xMax="([^"]+)" yMax="[^"]+">(.*?)<\/word>/g;
	return pages.map((page) =>
		[...page.matchAll(word)].map(([, xMin, xMax, text = '']) => ({
			text,
			xMin: Number(xMin),
			xMax: Number(xMax),
		})),
	);
}

/** @throws also when poppler finds something to correct in the file, which it says on its standard error. */
function run(program: string, args: string[], input: Buffer): Buffer {
	const { status, stdout, stderr, error } = spawnSync(program, args, { input, maxBuffer: MAX_OUTPUT_BYTES });
	const complaint = error?.message ?? stderr.toString('utf8').trim();
	if (status !== 0 || complaint !== '') throw new Error(`${program}: ${complaint || `code ${status}`}`);
	return stdout;
}
