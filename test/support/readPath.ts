/** A value by its path, "options.country", as n8n's contexts read parameters; undefined where there is none. */
export function readPath(parameters: Record<string, unknown>, path: string): unknown {
	if (parameters[path] !== undefined) return parameters[path];
	return path
		.split('.')
		.reduce<unknown>(
			(value, name) =>
				typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
			parameters,
		);
}
