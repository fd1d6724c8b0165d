/**
 * What runs inside the page. The tests themselves are without a DOM, and its types would bend those of Node, so
 * that only what is used of it stands here.
 */
export interface PageImage {
	src: string;
	complete: boolean;
	naturalWidth: number;
	width: number;
	height: number;
}

interface PageElement {
	innerText: string;
	closest(selector: string): PageElement | null;
	querySelector(selector: string): PageElement | null;
	querySelectorAll(selector: string): Iterable<PageElement>;
	parentElement: PageElement | null;
	/** Null for an element that is not displayed. */
	offsetParent: PageElement | null;
}

interface PageCanvas {
	width: number;
	height: number;
	getContext(kind: '2d'): {
		drawImage(image: PageImage, x: number, y: number, width: number, height: number): void;
		getImageData(x: number, y: number, width: number, height: number): { data: number[] };
	};
}

declare const document: { createElement(tag: 'canvas'): PageCanvas };
declare const window: { open: (address: string) => unknown; openedAddress?: string };
declare const localStorage: { setItem(name: string, value: string): void };

/** Fills what the editor reads when it starts. */
export function presetStorage(values: Record<string, string>): void {
	for (const [name, value] of Object.entries(values)) localStorage.setItem(name, value);
}

/**
 * The headings of a node's parameters, from top to bottom; those inside a collection are left out. A notice has
 * none: its text stands in place.
 */
export function readHeadings(items: PageElement[]): string[] {
	const ITEM = '[data-test-id="parameter-item"]';
	// the fields of the Settings tab are there, too, but hidden
	const outer = items.filter((item) => item.offsetParent && !item.parentElement?.closest(ITEM));
	return outer.map((item) => {
		const labels = [...item.querySelectorAll('label.n8n-input-label[for]')];
		const own = labels.find((label) => label.closest(ITEM) === item);
		if (own) return (own.querySelector('span') ?? own).innerText.trim();
		// n8n puts the choice of the credential into one of the items
		const credential = item.querySelector('[data-test-id="node-credentials-slot"]')?.innerText ?? '';
		return item.innerText.replace(credential, '').trim().split('\n')[0]!;
	});
}

/** From here on, the page opens no window, but notes the address. */
export function noteOpenedAddress(): void {
	window.open = (address) => {
		window.openedAddress = address;
		return null;
	};
}

export function readOpenedAddress(): string | undefined {
	return window.openedAddress;
}

/** The name of an icon's file, and whether the browser could draw it. */
export function describeImage({ src, complete, naturalWidth }: PageImage): {
	file: string;
	isDrawn: boolean;
} {
	return { file: src.split('/').at(-1)!, isDrawn: complete && naturalWidth > 0 };
}

/**
 * The weakest of the changes between ink and no ink along a line through the upper left corner square of a QR
 * code: into its ring, out of it, into the dot, and the same again. 1 is ink beside nothing, 0 is one grey.
 */
export function readContrast(image: PageImage): number {
	const canvas = document.createElement('canvas');
	canvas.width = image.width;
	canvas.height = image.height;
	const context = canvas.getContext('2d');
	context.drawImage(image, 0, 0, image.width, image.height);
	// the icon is drawn on 60 units: the dot's middle is at 14, and the square ends at 24
	const y = Math.floor((14 / 60) * image.height);
	const length = Math.ceil((24 / 60) * image.width) + 1;
	const { data } = context.getImageData(0, y, length, 1);
	const ink = Array.from({ length }, (_, x) => data[4 * x + 3]! / 255);
	const turns: number[] = [];
	for (const [at, value] of ink.entries()) {
		const change = value - (ink[at - 1] ?? 0);
		if (change === 0) continue;
		if (turns.length > 0 && turns.at(-1)! * change > 0) turns[turns.length - 1]! += change;
		else turns.push(change);
	}
	return turns.length < 6 ? 0 : Math.min(...turns.map(Math.abs));
}
