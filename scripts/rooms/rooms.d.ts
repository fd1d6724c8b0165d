export const ROOMS: ReadonlyArray<{ name: string; path: string }>;
