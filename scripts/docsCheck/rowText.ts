/** A row of a Markdown table. */
export function toRow(cells: string[]): string {
	return `| ${cells.map((cell) => cell.replace(/[\\|]/g, '\\$&').replace(/\n/g, ' ')).join(' | ')} |`;
}
