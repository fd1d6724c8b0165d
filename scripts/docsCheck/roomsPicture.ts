import { ROOMS } from '../rooms/rooms.js';

/** The three parts of the house, by how the paths of their rooms begin. */
const PARTS = [
	{ title: 'nodes/shared', start: '^nodes/shared/' },
	{ title: 'nodes/QrCodeStack', start: '^nodes/QrCodeStack/' },
	{ title: 'nodes/QrCodeStackTrigger', start: '^nodes/QrCodeStackTrigger/' },
];

/** The rooms and their order as a Mermaid picture: what stands higher knows nothing of what stands below. */
export function toRoomsPicture(): string {
	const parts = PARTS.map(({ title, start }, part) => {
		const rooms = ROOMS.filter(({ path }) => path.startsWith(start)).toReversed();
		const chain = rooms.map(({ name }, index) => `r${part}${index}["${name}"]`).join(' --> ');
		return [`\tsubgraph p${part}["${title}"]`, '\t\tdirection BT', `\t\t${chain}`, '\tend'].join('\n');
	});
	return ['```mermaid', 'flowchart BT', ...parts, '\tp1 --> p0', '\tp2 --> p0', '```'].join('\n');
}
