export function isObject(value: unknown): value is { [name: string]: unknown } {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Any value as a text; nothing for none. `String` alone throws for some objects that JSON can carry, such as
 * {"toString": 1}.
 */
export function toText(value: unknown): string {
	const present: unknown = value ?? '';
	try {
		return String(present);
	} catch {
		return '';
	}
}

/** The same object without the properties that are undefined. */
export function omitUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
		[K in keyof T]: Exclude<T[K], undefined>;
	};
}
