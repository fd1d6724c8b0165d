export function isObject(value: unknown): value is { [name: string]: unknown } {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same object without the properties that are undefined. */
export function omitUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
		[K in keyof T]: Exclude<T[K], undefined>;
	};
}
