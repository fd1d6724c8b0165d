export function writeEntryFile(options: { className: string; bundlePath: string; instance: object }): string;
