/**
 * What is remembered of a code has a part that is needed, and may have a text that is kept as far as the state has
 * room: what a code was before, or its name.
 */
const SEPARATOR = '\n';

export function joinText(base: string, text: string): string {
	return text === '' ? base : `${base}${SEPARATOR}${text}`;
}

/** @returns the part that is needed, and the text. */
export function splitText(memory: string): [base: string, text: string] {
	const at = memory.indexOf(SEPARATOR);
	return at < 0 ? [memory, ''] : [memory.slice(0, at), memory.slice(at + SEPARATOR.length)];
}

/** With 1,000 codes the state stays under 64 KiB: this much for the codes, the rest for the budget and the start. */
const MAX_TOTAL_BYTES = 60 * 1024;
/** With one code it stays under 4 KiB. */
const MAX_TEXT_BYTES = 3 * 1024;
/** Quotes, a colon and a comma around a key of eight characters and its text. */
const FRAME_BYTES = 14;

/** Leaves out the texts that the state has no room for. */
export function fitTexts(memories: ReadonlyMap<string, string>): Map<string, string> {
	let room = MAX_TOTAL_BYTES;
	for (const memory of memories.values()) room -= FRAME_BYTES + sizeOf(splitText(memory)[0]);
	const fitted = new Map<string, string>();
	for (const [key, memory] of memories) {
		const [base, text] = splitText(memory);
		const size = text === '' ? 0 : sizeOf(SEPARATOR + text);
		const isKept = size <= MAX_TEXT_BYTES && size <= room;
		if (isKept) room -= size;
		fitted.set(key, isKept ? memory : base);
	}
	return fitted;
}

/**
 * Puts back the texts that a process still has and the state had no room for.
 * @param whole what was decided last; an entry that has moved on since is of no use.
 */
export function recallTexts(
	memories: ReadonlyMap<string, string>,
	whole: ReadonlyMap<string, string>,
): Map<string, string> {
	return new Map(
		[...memories].map(([key, memory]) => {
			const known = whole.get(key) ?? memory;
			return [key, splitText(known)[0] === memory ? known : memory];
		}),
	);
}

/** As JSON, in bytes. */
function sizeOf(text: string): number {
	return Buffer.byteLength(JSON.stringify(text)) - 2;
}
