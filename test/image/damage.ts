import { readPng, type Pixels } from './readers';

/** Light as a camera sees it: one number a pixel, 0 to 255. */
interface Photo {
	light: Float32Array;
	width: number;
	height: number;
}

export interface Damage {
	/** Degrees, around the middle. */
	rotate: number;
	/** Pixels a module afterwards. */
	pixelsPerModule: number;
	/** How far the lens is out of focus, in modules: the radius over which light is spread. */
	blur: number;
	/** Standard deviation of the noise of a sensor, of 255. */
	noise: number;
	/** Share of the picture's pixels that dust or print has turned black or white, before the lens sees them. */
	specks: number;
	seed: number;
}

/** What a camera makes of a picture. */
export function damage(png: Buffer, scale: number, how: Damage): Pixels {
	const picture = readPng(png);
	const light = Float32Array.from({ length: picture.width * picture.height }, (_, i) => {
		const [red = 0, green = 0, blue = 0] = picture.data.subarray(i * 4, i * 4 + 3);
		return 0.299 * red + 0.587 * green + 0.114 * blue;
	});
	const sharp = { light: addSpecks(light, how), width: picture.width, height: picture.height };
	// averages what falls into one pixel before it takes every other one, as a sensor does
	const spread = Math.max(how.blur * scale, scale / how.pixelsPerModule / 2);
	return addNoise(turn(blur(blur(sharp, spread), spread), how.rotate, how.pixelsPerModule / scale), how);
}

/** The mean of a square around each pixel, by rows and then by columns. Twice is close to a lens. */
function blur(photo: Photo, radius: number): Photo {
	const reach = Math.round(radius / 1.4);
	if (reach < 1) return photo;
	const { width, height } = photo;
	const pass = (from: Float32Array, step: number, length: number, lines: number, lineStep: number) => {
		const to = new Float32Array(from.length);
		for (let line = 0; line < lines; line++) {
			const start = line * lineStep;
			const at = (i: number) => from[start + Math.min(length - 1, Math.max(0, i)) * step]!;
			let sum = 0;
			for (let i = -reach; i <= reach; i++) sum += at(i);
			for (let i = 0; i < length; i++) {
				to[start + i * step] = sum / (2 * reach + 1);
				sum += at(i + reach + 1) - at(i - reach);
			}
		}
		return to;
	};
	const rows = pass(photo.light, 1, width, height, width);
	return { light: pass(rows, width, height, width, 1), width, height };
}

/** Turned and scaled, on white paper that is large enough. */
function turn({ light, width, height }: Photo, degrees: number, scale: number): Photo {
	const angle = (degrees * Math.PI) / 180;
	const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
	const side = Math.ceil(width * scale * (Math.abs(cos) + Math.abs(sin)));
	const turned = new Float32Array(side * side).fill(255);
	const at = (x: number, y: number) =>
		x >= 0 && y >= 0 && x < width && y < height ? light[y * width + x]! : 255;
	for (let y = 0; y < side; y++) {
		for (let x = 0; x < side; x++) {
			const [dx, dy] = [(x + 0.5 - side / 2) / scale, (y + 0.5 - side / 2) / scale];
			const fromX = dx * cos + dy * sin + width / 2 - 0.5;
			const fromY = dy * cos - dx * sin + height / 2 - 0.5;
			const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
			const [right, low] = [fromX - left, fromY - top];
			turned[y * side + x] =
				(at(left, top) * (1 - right) + at(left + 1, top) * right) * (1 - low) +
				(at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right) * low;
		}
	}
	return { light: turned, width: side, height: side };
}

function addSpecks(light: Float32Array, { specks, seed }: Damage): Float32Array {
	const random = startRandom(~seed);
	return light.map((value) => (random() < specks ? (random() < 0.5 ? 0 : 255) : value));
}

function addNoise({ light, width, height }: Photo, { noise, seed }: Damage): Pixels {
	const random = startRandom(seed);
	const data = new Uint8ClampedArray(light.length * 4).fill(255);
	light.forEach((value, i) => {
		// the sum of four dice is close to a bell
		const bell = (random() + random() + random() + random() - 2) * 1.73;
		data.fill(value + bell * noise, i * 4, i * 4 + 3);
	});
	return { data, width, height };
}

/** The same numbers for the same seed: mulberry32. */
function startRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
