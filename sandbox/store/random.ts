export interface Random {
	/** At least 0, below 1. */
	float(): number;
	/** At least 0, below `bound`. */
	integer(bound: number): number;
	pick<T>(choices: readonly T[]): T;
	hex(length: number): string;
	uuid(): string;
}

const UINT32_RANGE = 2 ** 32;

/** A seeded generator (mulberry32), so that a run with the same seed makes the same ids and visitors. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;

	function uint32(): number {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return (mixed ^ (mixed >>> 14)) >>> 0;
	}

	const float = () => uint32() / UINT32_RANGE;
	const integer = (bound: number) => Math.floor(float() * bound);

	function hex(length: number): string {
		let digits = '';
		while (digits.length < length) digits += uint32().toString(16).padStart(8, '0');
		return digits.slice(0, length);
	}

	function uuid(): string {
		const digits = hex(30);
		const variant = '89ab'.charAt(integer(4));
		return [
			digits.slice(0, 8),
			digits.slice(8, 12),
			`4${digits.slice(12, 15)}`,
			`${variant}${digits.slice(15, 18)}`,
			digits.slice(18),
		].join('-');
	}

	return { float, integer, hex, uuid, pick: (choices) => choices[integer(choices.length)]! };
}
