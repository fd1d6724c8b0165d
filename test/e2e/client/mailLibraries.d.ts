/** What the mail server of the tests uses of them; their own types bring the AWS SDK's along. */
declare module 'smtp-server' {
	import type { Server } from 'node:net';
	import type { Readable } from 'node:stream';

	export class SMTPServer {
		constructor(options: {
			authOptional: boolean;
			disabledCommands: string[];
			onData: (stream: Readable, session: unknown, callback: (error?: Error) => void) => void;
		});
		readonly server: Server;
		listen(port: number, host: string, callback: () => void): void;
		close(callback: () => void): void;
	}
}

declare module 'mailparser' {
	import type { Readable } from 'node:stream';

	export interface ParsedMail {
		to?: { text: string };
		html: string | false;
		attachments: Array<{ contentId?: string; contentType: string; filename?: string; content: Buffer }>;
	}
	export function simpleParser(stream: Readable, options: { skipImageLinks: boolean }): Promise<ParsedMail>;
}
