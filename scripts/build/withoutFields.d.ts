/** A plugin of esbuild. */
export const withoutFields: { name: string };
export function hollow(value: unknown): string;
