/** "…" for what is filled in, as in the rest of the documents. */
export function withoutGaps(text: string): string {
	return text.replace(/\{\w+\}/g, '…');
}

/** A row of a Markdown table. */
export function toRow(cells: string[]): string {
	return `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\n/g, ' ')).join(' | ')} |`;
}
